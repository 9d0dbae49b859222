import type { VirtualKey } from '../configuration.ts';
import type { Limits, RateLimits } from './limits.ts';

/** Whose limits a request must stay within. */
export interface LimitOwner {
  /** What is counted together: all requests of one key, or of all keys of one team. */
  readonly id: string;
  /** As sentences name it: `Key support-bot`. */
  readonly title: string;
  readonly limits: RateLimits;
}

/** The key and its team, as far as they have limits; null when neither has, which is most often so and costs two comparisons. */
export function limitOwners(key: VirtualKey): readonly LimitOwner[] | null {
  const { limits, teamLimits, team } = key;
  if (limits === undefined && teamLimits === undefined) return null;
  const owners: LimitOwner[] = [];
  if (isLimited(limits)) owners.push({ id: key.id, title: `Key ${key.name}`, limits });
  if (team !== null && isLimited(teamLimits))
    owners.push({ id: `team:${team}`, title: `Team ${team}`, limits: teamLimits });
  return owners.length === 0 ? null : owners;
}

function isLimited(limits: Limits | undefined): limits is Limits {
  if (limits === undefined) return false;
  return limits.rpm !== null || limits.tpm !== null || limits.maxParallelRequests !== null;
}

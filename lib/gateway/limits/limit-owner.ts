import type { VirtualKey } from '../configuration.ts';
import type { RateLimits } from './limits.ts';

/** Whose limits a request must stay within. */
export interface LimitOwner {
  /** What is counted together: all requests of one key, those that name one model, or all of the keys of one team. */
  readonly id: string;
  /** As sentences name it: `Key support-bot`. */
  readonly title: string;
  /** What the limits are for, as `model` names it; null = everything. */
  readonly model: string | null;
  readonly limits: RateLimits;
}

/** The key and its team, as far as they have limits; none of most keys. `model` null = not known yet. */
export function limitOwners(key: VirtualKey, model: string | null): readonly LimitOwner[] {
  const { id, limits, teamLimits, team } = key;
  const title = `Key ${key.name}`;
  const ofModel = model === null ? undefined : limits?.models?.get(model);
  const owners: LimitOwner[] = [];
  if (isLimited(limits)) owners.push({ id, title, model: null, limits });
  if (isLimited(ofModel)) owners.push({ id: `${id}:${model}`, title, model, limits: ofModel });
  if (team !== null && isLimited(teamLimits))
    owners.push({ id: `team:${team}`, title: `Team ${team}`, model: null, limits: teamLimits });
  return owners;
}

/** Whether a key may have limits at all. Most have none, and cost two comparisons. */
export const mayBeLimited = ({ limits, teamLimits }: VirtualKey): boolean =>
  limits !== undefined || teamLimits !== undefined;

function isLimited(limits: RateLimits | undefined): limits is RateLimits {
  if (limits === undefined) return false;
  return limits.rpm !== null || limits.tpm !== null || limits.maxParallelRequests !== null;
}

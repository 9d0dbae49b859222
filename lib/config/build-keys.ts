import type { ConfigurationRows, KeyRow } from '#db/stores/configuration-rows.ts';
import type { VirtualKey } from '#lib/gateway/configuration.ts';
import type { Limits } from '#lib/gateway/limits/limits.ts';
import { limitsOf, readLimits } from './build-limits.ts';
import { keyLimits, teamLimits } from './schema/limits.ts';

/** By team id. Null = this version cannot read them. */
type LimitsOfTeams = ReadonlyMap<string, Limits | null>;

/**
 * Virtual keys by the hash of their secret. One whose limits, or whose team's limits, this version cannot read is left out: a limit
 * that nobody understands must not become none.
 */
export function buildKeys(
  { keys, teams }: Pick<ConfigurationRows, 'keys' | 'teams'>,
  problems: string[],
): Map<string, VirtualKey> {
  const ofTeams = new Map(
    teams.flatMap(({ id, name, limits }) => {
      if (limits === null) return [];
      const settings = readLimits(teamLimits, limits);
      if (settings === null)
        problems.push(`Keys of the team ${name} are not served: this version does not know its limits.`);
      return [[id, settings && limitsOf({ scope: 'team', id, name }, settings)] as const];
    }),
  );
  const built = new Map<string, VirtualKey>();
  for (const row of keys) {
    const limited = limitsOfKey(row, ofTeams, problems);
    if (limited !== null) built.set(row.secretHash, { ...keyOf(row), ...limited });
  }
  return built;
}

const nothing = {};

function limitsOfKey(
  { id, name, teamId, limits }: KeyRow,
  ofTeams: LimitsOfTeams,
  problems: string[],
): Pick<VirtualKey, 'limits' | 'teamLimits' | 'allowUnpriced'> | null {
  const teamLimits = teamId === null ? undefined : ofTeams.get(teamId);
  if (teamLimits === null) return null;
  const ofTeam = teamLimits === undefined ? nothing : { teamLimits };
  if (limits === null) return ofTeam;
  const settings = readLimits(keyLimits, limits);
  if (settings === null) {
    problems.push(`Key ${name} is not served: this version does not know its limits.`);
    return null;
  }
  return {
    ...ofTeam,
    limits: limitsOf({ scope: 'key', id, name }, settings),
    ...(settings.allow_unpriced === false ? { allowUnpriced: false } : {}),
  };
}

function keyOf(row: KeyRow): VirtualKey {
  return {
    id: row.id,
    name: row.name,
    team: row.team,
    models: row.models === null ? null : new Set(row.models),
    expiresAtMs: row.expiresAt?.getTime() ?? null,
    tags: row.tags,
  };
}

import { eq } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { configVersion } from '#db/schema/index.ts';
import { type Actor, actorName } from '#lib/auth/actor.ts';
import { auditEntries } from './audit-entries.ts';
import { isMapping } from './canonical-json.ts';
import { checkDocument } from './check-document.ts';
import { ConfigRejected } from './config-rejected.ts';
import { effectiveBaseUrl } from './credential-context.ts';
import { type CurrentState, loadCurrentState } from './current-state.ts';
import { type ConfigChange, diffPaths } from './diff.ts';
import { entryChanges, summarise } from './entry-changes.ts';
import { recordConfigVersion } from './record-config-version.ts';
import type { ProviderSettings } from './schema/provider.ts';
import { stateDocument } from './state-document.ts';
import { takeTurns } from './take-turns.ts';
import { writeModels, writeRoutes } from './write-entries.ts';
import { withTimeZone, writeOrganisation } from './write-organisation.ts';
import { type DesiredProvider, writeProviders } from './write-providers.ts';
import { writeTeams } from './write-teams.ts';

/** What {@link restoreVersion} did. */
export interface RestoreResult {
  /** The number of the new version; null when nothing had to change. */
  readonly version: number | null;
  readonly changes: readonly ConfigChange[];
  /** What an earlier version had and could not be brought back, in sentences: secrets are in no version. */
  readonly unrestored: readonly string[];
}

/**
 * Brings back the organisation's settings, providers, models, routes and the limits of teams of an earlier version, as a new version
 * with its own audit rows. Which teams there are stays, as do virtual keys. A credential comes back only while its sealed secret still
 * exists for the same address.
 * @throws ConfigRejected when there is no such version, or this release cannot serve what it holds.
 */
export async function restoreVersion(tx: Queryable, version: number, actor: Actor): Promise<RestoreResult> {
  await takeTurns(tx);
  const [row] = await tx.select().from(configVersion).where(eq(configVersion.version, version));
  if (!row) throw rejected(`there is no version ${version}`);
  const {
    providers = {},
    models = {},
    routes = {},
    teams = {},
    organisation = {},
  } = documentOf(row.document);
  const state = await loadCurrentState(tx);
  const unrestored: string[] = [];
  const desired = mapValues(providers, (settings, name) =>
    withStoredSecrets(settings, { name, state, unrestored }),
  );
  const stored = stateDocument(state);
  const changes = diffPaths(
    {
      organisation: stored.organisation,
      providers: mapValues(stored.providers, withoutSecrets),
      models: stored.models,
      routes: stored.routes,
      teams: stored.teams,
    },
    {
      organisation: withTimeZone(organisation, state.timeZone),
      providers: mapValues(desired, withoutSecrets),
      models,
      routes,
      teams: mapValues(stored.teams, (now, name) => teams[name] ?? now),
    },
  );
  if (changes.length === 0) return { version: null, changes: [], unrestored };

  const entries = entryChanges(changes);
  const of = (section: string) => entries.filter((entry) => entry.section === section);
  await writeOrganisation(tx, of('organisation'), organisation);
  await writeProviders(tx, of('providers'), { state, providers: desired, masterKey: null });
  await writeModels(tx, of('models'), models);
  await writeRoutes(tx, of('routes'), { routes, providers });
  await writeTeams(tx, of('teams'), teams);
  await auditEntries(tx, actor, { entries, detail: { origin: 'rollback', restored_version: version } });
  const summary = `restored version ${version}: ${summarise(entries)}`;
  const restored = await recordConfigVersion(tx, { origin: 'rollback', actor: actorName(actor), summary });
  return { version: restored, changes: changes.map(({ at: _at, ...change }) => change), unrestored };
}

function documentOf(stored: unknown) {
  const { organisation, providers, models, routes, teams } = isMapping(stored) ? stored : {};
  const { document, problems } = checkDocument({
    version: 1,
    organisation,
    providers,
    models,
    routes,
    teams,
  });
  if (document === null) throw new ConfigRejected(problems);
  return document;
}

/** A version's own entry with those credentials alone whose secret is still there, sealed to the same address. */
function withStoredSecrets(
  settings: ProviderSettings,
  { name, state, unrestored }: { name: string; state: CurrentState; unrestored: string[] },
): DesiredProvider {
  const stored = state.providers.get(name);
  const before = stored && effectiveBaseUrl(stored.row);
  const after = effectiveBaseUrl({ adapter: settings.adapter, baseUrl: settings.base_url ?? null });
  const { credentials = [], ...rest } = settings;
  const kept = credentials.filter((wanted) => {
    const exists = stored?.credentials.some((each) => each.name === wanted.name) === true;
    if (exists && before === after) return true;
    const why = exists ? `was given for ${before}` : 'is not kept any more';
    unrestored.push(`The secret of the credential "${wanted.name}" of ${name} ${why}: enter it again.`);
    return false;
  });
  const pool = kept.map(({ secret: _secret, weight = 1, ...each }) =>
    weight === 1 ? each : { ...each, weight },
  );
  return pool.length === 0 ? rest : { ...rest, credentials: pool };
}

function withoutSecrets(
  provider: { readonly [setting: string]: unknown } | DesiredProvider,
): Record<string, unknown> {
  const { credentials, ...rest } = provider;
  if (!Array.isArray(credentials)) return rest;
  return {
    ...rest,
    credentials: credentials.map(({ secret: _secret, ...each }: Record<string, unknown>) => each),
  };
}

function mapValues<Value, Result>(
  mapping: Readonly<Record<string, Value>>,
  result: (value: Value, name: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(mapping).map(([name, value]) => [name, result(value, name)]));
}

function rejected(message: string): ConfigRejected {
  return new ConfigRejected([{ path: [], message, suggestion: null }]);
}

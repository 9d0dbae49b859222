import type { z } from 'zod';
import { sortedEntries } from './canonical-json.ts';
import type { CurrentState, StoredKey, StoredProvider } from './current-state.ts';
import { keySettings, teamSettings } from './schema/key.ts';
import { providerLimits } from './schema/limits.ts';
import { modelSettings } from './schema/model.ts';
import { organisationSettings } from './schema/organisation.ts';
import { routeSettings } from './schema/route.ts';
import { secretPlaceholders } from './secret-placeholders.ts';
import { limitSettings } from './stored-limits.ts';

/** Entries of a section by name, in order of name. */
type Entries = Record<string, Record<string, unknown>>;

/** The configuration in the file's own form, with placeholders where secrets stand. Every section is present. */
export interface StateDocument {
  readonly version: 1;
  readonly organisation: Record<string, unknown>;
  readonly providers: Entries;
  readonly models: Entries;
  readonly routes: Entries;
  readonly teams: Entries;
}

/**
 * Writes the state as a document. Settings stand in the order of the schema and entries in order of name, so that the same
 * state gives the same text. What equals a default of the database is left out.
 */
export function stateDocument(state: CurrentState): StateDocument {
  const placeholders = secretPlaceholders(state);
  return {
    version: 1,
    organisation: organisationEntry(state),
    providers: entries(state.providers, (stored, name) => providerEntry(stored, placeholders(name))),
    models: entries(state.models, (row) => inSchemaOrder(modelSettings, row.settings)),
    routes: entries(state.routes, (row) => inSchemaOrder(routeSettings, row.settings)),
    teams: entries(state.teams, teamEntry),
  };
}

/** The organisation's own settings as the file writes them. */
export function organisationEntry({
  timeZone,
  organisationLimits,
}: Pick<CurrentState, 'timeZone' | 'organisationLimits'>): Record<string, unknown> {
  return inSchemaOrder(organisationSettings, {
    ...(timeZone === null ? {} : { time_zone: timeZone }),
    ...limitSettings(organisationLimits),
  });
}

/** A team as an entry of the file. */
export const teamEntry = (row: { readonly limits: unknown }): Record<string, unknown> =>
  inSchemaOrder(teamSettings, limitSettings(row.limits));

/** A virtual key as an entry of the file, without its secret: applied again, it keeps the one it has. */
export function keyEntry(key: StoredKey): Record<string, unknown> {
  return inSchemaOrder(keySettings, {
    team: key.team ?? undefined,
    models: key.models ?? undefined,
    ...limitSettings(key.limits),
    tags: Object.keys(key.tags).length === 0 ? undefined : Object.fromEntries(sortedEntries(key.tags)),
    expires_at: key.expiresAt?.toISOString(),
  });
}

/** A provider as an entry of the file. `secretOf` gives what stands for a credential's secret. */
export function providerEntry(
  { row, credentials }: StoredProvider,
  secretOf: (credentialName: string) => string | undefined,
): Record<string, unknown> {
  const pool = credentials.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    adapter: row.adapter,
    ...(row.baseUrl === null ? {} : { base_url: row.baseUrl }),
    ...(row.allowPrivateNetwork ? { allow_private_network: true } : {}),
    ...(row.healthCheck ? {} : { health_check: false }),
    ...(pool.length === 0
      ? {}
      : {
          credentials: pool.map(({ name, weight, rpm, tpm }) => ({
            name,
            secret: secretOf(name),
            ...(weight === 1 ? {} : { weight }),
            ...(rpm === null ? {} : { rpm }),
            ...(tpm === null ? {} : { tpm }),
          })),
        }),
    ...inSchemaOrder(providerLimits, limitSettings(row.limits)),
  };
}

/** Settings of the database as the schema orders them; as they are when an older version wrote what it no longer takes. */
function inSchemaOrder(schema: z.ZodType, settings: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(settings);
  return JSON.parse(JSON.stringify(parsed.success ? parsed.data : settings)) as Record<string, unknown>;
}

function entries<Row>(
  rows: ReadonlyMap<string, Row>,
  entry: (row: Row, name: string) => Record<string, unknown>,
): Entries {
  return Object.fromEntries(
    sortedEntries(Object.fromEntries(rows)).map(([name, row]) => [name, entry(row, name)]),
  );
}

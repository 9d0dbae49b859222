import { asc, eq, isNull, max } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Queryable } from '../client.ts';
import type * as schema from '../schema/index.ts';
import {
  configVersion,
  credential,
  modelOverride,
  organisation,
  provider,
  route,
  team,
  virtualKey,
} from '../schema/index.ts';

/** A provider with its pool of still sealed credentials. */
export type ProviderRow = typeof provider.$inferSelect & {
  readonly credentials: readonly (typeof credential.$inferSelect)[];
};

/** A key that was not revoked, with the name of its team. It may have expired. */
export type KeyRow = typeof virtualKey.$inferSelect & { readonly team: string | null };

/** What holds for everybody. */
export type OrganisationRow = Pick<typeof organisation.$inferSelect, 'timeZone' | 'limits'>;

/** Everything the configuration in force is made of, as of one moment. Each list is in order of name. */
export interface ConfigurationRows {
  /** The version in force; 0 before the first. */
  readonly version: number;
  /** Null before the first boot. */
  readonly organisation: OrganisationRow | null;
  readonly providers: readonly ProviderRow[];
  readonly modelOverrides: readonly (typeof modelOverride.$inferSelect)[];
  readonly routes: readonly (typeof route.$inferSelect)[];
  readonly teams: readonly (typeof team.$inferSelect)[];
  readonly keys: readonly KeyRow[];
}

/** Reads the configuration in one snapshot, so that a change is seen whole or not at all. */
export function loadConfigurationRows(db: PostgresJsDatabase<typeof schema>): Promise<ConfigurationRows> {
  return db.transaction(
    async (tx) => ({
      version: await readConfigVersion(tx),
      organisation: await loadOrganisation(tx),
      providers: await loadProviders(tx),
      modelOverrides: await tx
        .select()
        .from(modelOverride)
        .orderBy(modelOverride.providerName, modelOverride.model),
      routes: await tx.select().from(route).orderBy(route.name),
      teams: await tx.select().from(team).orderBy(team.name),
      keys: await loadKeys(tx),
    }),
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/**
 * The version in force, 0 when there is none: the cheap question that every gateway asks each second.
 * Writers must take turns (lock `config_version` before inserting), or a lower number could commit after a higher.
 */
export async function readConfigVersion(db: Queryable): Promise<number> {
  const [row] = await db.select({ version: max(configVersion.version) }).from(configVersion);
  return row?.version ?? 0;
}

async function loadOrganisation(tx: Queryable): Promise<OrganisationRow | null> {
  const [row] = await tx
    .select({ timeZone: organisation.timeZone, limits: organisation.limits })
    .from(organisation);
  return row ?? null;
}

async function loadProviders(tx: Queryable): Promise<ProviderRow[]> {
  const providers = await tx.select().from(provider).orderBy(provider.name);
  const credentials = await tx.select().from(credential).orderBy(asc(credential.name));
  const pools = Map.groupBy(credentials, (row) => row.providerId);
  return providers.map((row) => ({ ...row, credentials: pools.get(row.id) ?? [] }));
}

async function loadKeys(tx: Queryable): Promise<KeyRow[]> {
  const rows = await tx
    .select({ key: virtualKey, team: team.name })
    .from(virtualKey)
    .leftJoin(team, eq(team.id, virtualKey.teamId))
    .where(isNull(virtualKey.revokedAt))
    .orderBy(virtualKey.name);
  return rows.map((row) => ({ ...row.key, team: row.team }));
}

import { eq } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import {
  credential,
  modelOverride,
  organisation,
  provider,
  route,
  team,
  virtualKey,
} from '#db/schema/index.ts';

/** A provider with its pool of sealed credentials. */
export interface StoredProvider {
  readonly row: typeof provider.$inferSelect;
  readonly credentials: readonly (typeof credential.$inferSelect)[];
}

/** What the database holds of the configuration, virtual keys excepted. */
export interface CurrentState {
  /** Null before the first boot has made the organisation. */
  readonly timeZone: string | null;
  /** Of the organisation, in the words of the file; null = none. */
  readonly organisationLimits: unknown;
  /** By name, as are the others. */
  readonly providers: ReadonlyMap<string, StoredProvider>;
  /** By `provider/model`. */
  readonly models: ReadonlyMap<string, typeof modelOverride.$inferSelect>;
  readonly routes: ReadonlyMap<string, typeof route.$inferSelect>;
  readonly teams: ReadonlyMap<string, typeof team.$inferSelect>;
}

/** A virtual key, revoked ones too, with its team's name. */
export type StoredKey = typeof virtualKey.$inferSelect & { readonly team: string | null };

/** Reads the configuration in a transaction that is already open. */
export async function loadCurrentState(tx: Queryable): Promise<CurrentState> {
  const [organisationRow] = await tx
    .select({ timeZone: organisation.timeZone, limits: organisation.limits })
    .from(organisation);
  const providers = await tx.select().from(provider);
  const pools = Map.groupBy(await tx.select().from(credential), (row) => row.providerId);
  const models = await tx.select().from(modelOverride);
  const byName = <Row extends { readonly name: string }>(rows: Row[]) =>
    new Map(rows.map((row) => [row.name, row]));
  return {
    timeZone: organisationRow?.timeZone ?? null,
    organisationLimits: organisationRow?.limits ?? null,
    providers: new Map(providers.map((row) => [row.name, { row, credentials: pools.get(row.id) ?? [] }])),
    models: new Map(models.map((row) => [`${row.providerName}/${row.model}`, row])),
    routes: byName(await tx.select().from(route)),
    teams: byName(await tx.select().from(team)),
  };
}

/** Reads every virtual key by name. */
export async function loadKeys(tx: Queryable): Promise<Map<string, StoredKey>> {
  const rows = await tx
    .select({ key: virtualKey, team: team.name })
    .from(virtualKey)
    .leftJoin(team, eq(team.id, virtualKey.teamId));
  return new Map(rows.map((row) => [row.key.name, { ...row.key, team: row.team }]));
}

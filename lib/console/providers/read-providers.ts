import { asc } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { credential, provider, route } from '#db/schema/index.ts';
import { effectiveBaseUrl } from '../../config/credential-context.ts';
import { targetExpander } from '../../config/expand-targets.ts';
import { targetLists } from '../../config/schema/route.ts';
import { findAdapter } from '../../gateway/adapters/index.ts';
import { readCircuits } from '../circuits/list-circuits.ts';
import { providerHealthOf } from '../circuits/provider-health.ts';
import type { Circuit } from '../circuits/schema.ts';
import { ConsoleError } from '../error/console-error.ts';
import { limitFieldsOf } from '../limits/limit-fields.ts';
import { readBudgetUsage } from '../limits/read-budget-usage.ts';
import { settingsOf } from '../routes/read-routes.ts';
import type { CredentialItem, ProviderItem } from './schema.ts';

type ProviderRow = typeof provider.$inferSelect;
type CredentialRow = typeof credential.$inferSelect;

interface Surroundings {
  readonly pools: ReadonlyMap<string, readonly CredentialRow[]>;
  readonly circuits: readonly Circuit[];
  /** Names of the providers that each route reaches, by its chain or its fallbacks, by the route's name. */
  readonly reach: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Every provider, by name, with its pool, its health, the routes that reach it and what it has spent in the periods that `nowMs` is in.
 * Never a secret.
 */
export async function readProviders(db: Queryable, nowMs: number): Promise<ProviderItem[]> {
  const [providers, credentials, routes, circuits] = await Promise.all([
    db.select().from(provider).orderBy(asc(provider.name)),
    db.select().from(credential).orderBy(asc(credential.name)),
    db.select().from(route).orderBy(asc(route.name)),
    readCircuits(db),
  ]);
  const expand = targetExpander(new Map(routes.map((row) => [row.name, settingsOf(row)])));
  const around: Surroundings = {
    pools: Map.groupBy(credentials, (row) => row.providerId),
    circuits,
    reach: new Map(
      routes.map(({ name }) => {
        const targets = targetLists.flatMap((list) => expand(name, list));
        return [name, new Set(targets.map((target) => target.provider))];
      }),
    ),
  };
  const owners = providers.map(({ id, name, limits }) => ({ scope: 'provider' as const, id, name, limits }));
  const usage = await readBudgetUsage(db, owners, nowMs);
  return providers.map((row, index) => ({ ...fieldsOf(row, around), usage: usage[index] ?? [] }));
}

/** @throws ConsoleError `not_found`. */
export async function readProvider(db: Queryable, id: string, nowMs: number): Promise<ProviderItem> {
  const found = (await readProviders(db, nowMs)).find((item) => item.id === id);
  if (!found) throw new ConsoleError('not_found', `There is no provider ${id}.`);
  return found;
}

function fieldsOf(row: ProviderRow, around: Surroundings): Omit<ProviderItem, 'usage'> {
  return {
    id: row.id,
    name: row.name,
    adapter: row.adapter,
    adapter_label: findAdapter(row.adapter)?.label ?? row.adapter,
    base_url: row.baseUrl,
    effective_base_url: effectiveBaseUrl(row),
    allow_private_network: row.allowPrivateNetwork,
    health_check: row.healthCheck,
    simulated: row.simulated,
    credentials: (around.pools.get(row.id) ?? []).map(credentialItemOf),
    budget: limitFieldsOf(row.limits).budget,
    health: providerHealthOf(around.circuits, row.name),
    routes: [...around.reach].flatMap(([name, providers]) => (providers.has(row.name) ? [name] : [])),
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

const credentialItemOf = (row: CredentialRow): CredentialItem => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  weight: row.weight,
  rpm: row.rpm,
  tpm: row.tpm,
  created_at: row.createdAt.toISOString(),
  rotated_at: row.rotatedAt.toISOString(),
});

import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { modelOverride, route } from '#db/schema/index.ts';
import { newId } from '#lib/gateway/new-id.ts';
import { batches } from './batches.ts';
import { type EntryChange, namesOf } from './entry-changes.ts';
import { targetExpander } from './expand-targets.ts';
import type { RouteSettings } from './schema/route.ts';
import { parseTarget } from './target-text.ts';

/** All routes and providers as they shall be. */
export interface RouteWorld {
  readonly routes?: Readonly<Record<string, RouteSettings>> | undefined;
  readonly providers?: Readonly<Record<string, { readonly adapter: string }>> | undefined;
}

/** Adds, changes and removes overrides of the model catalogue. */
export async function writeModels(
  tx: Queryable,
  entries: readonly EntryChange[],
  models: Readonly<Record<string, unknown>>,
): Promise<void> {
  const rowOf = (id: string) => {
    const target = parseTarget(id);
    if (target?.kind !== 'model') throw new Error(`${id} does not name a model.`);
    return { providerName: target.provider, model: target.model };
  };
  for (const name of namesOf(entries, 'removed')) {
    const { providerName, model } = rowOf(name);
    await tx
      .delete(modelOverride)
      .where(and(eq(modelOverride.providerName, providerName), eq(modelOverride.model, model)));
  }
  const kept = namesOf(entries, 'added', 'changed').map((name) => ({
    ...rowOf(name),
    settings: models[name] ?? {},
  }));
  for (const rows of batches(kept)) {
    await tx
      .insert(modelOverride)
      .values(rows)
      .onConflictDoUpdate({
        target: [modelOverride.providerName, modelOverride.model],
        set: { settings: sql`excluded.settings` },
      });
  }
}

/** Adds, changes and removes routes. One whose targets are all simulated is marked as such. */
export async function writeRoutes(
  tx: Queryable,
  entries: readonly EntryChange[],
  { routes = {}, providers = {} }: RouteWorld,
): Promise<void> {
  for (const names of batches(namesOf(entries, 'removed'))) {
    await tx.delete(route).where(inArray(route.name, names));
  }
  const expand = targetExpander(new Map(Object.entries(routes)));
  const kept = namesOf(entries, 'added', 'changed').map((name) => ({
    id: newId('route'),
    name,
    settings: routes[name] ?? {},
    simulated: expand(name).every((target) => providers[target.provider]?.adapter === 'simulator'),
  }));
  for (const rows of batches(kept)) {
    await tx
      .insert(route)
      .values(rows)
      .onConflictDoUpdate({
        target: route.name,
        set: { settings: sql`excluded.settings`, simulated: sql`excluded.simulated`, updatedAt: new Date() },
      });
  }
}

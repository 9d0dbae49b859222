import { createHash } from 'node:crypto';
import { asc, isNull } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { modelOverride, provider, route, virtualKey } from '#db/schema/index.ts';
import { modelFacts } from '../../catalogue/model-facts.ts';
import {
  type ExpandedTarget,
  type ExpandTargets,
  referencedRoutes,
  targetExpander,
} from '../../config/expand-targets.ts';
import type { TargetList } from '../../config/schema/route.ts';
import { readCircuits } from '../circuits/list-circuits.ts';
import { worstCircuit } from '../circuits/provider-health.ts';
import type { Circuit } from '../circuits/schema.ts';
import { resolveRoute, withoutUndefined } from './resolve-route.ts';
import type { ResolvedRoute, RouteItem, RouteSettings, RouteTarget } from './schema.ts';
import { summariseRoute } from './summarise-route.ts';

type RouteRow = typeof route.$inferSelect;

/** Everything that a route's answer is made of. */
interface Surroundings {
  readonly rows: readonly RouteRow[];
  readonly providers: ReadonlyMap<string, typeof provider.$inferSelect>;
  readonly overrides: ReadonlyMap<string, { readonly price?: unknown }>;
  readonly keys: readonly { name: string; models: string[] | null }[];
  readonly circuits: readonly Circuit[];
  readonly expand: ExpandTargets;
}

/** Every route, by name, with what is inherited, expanded and known of its targets. */
export async function readRoutes(db: Queryable): Promise<RouteItem[]> {
  const [rows, providers, overrides, keys, circuits] = await Promise.all([
    db.select().from(route).orderBy(asc(route.name)),
    db.select().from(provider),
    db.select().from(modelOverride),
    db.select().from(virtualKey).where(isNull(virtualKey.revokedAt)).orderBy(asc(virtualKey.name)),
    readCircuits(db),
  ]);
  const around: Surroundings = {
    rows,
    providers: new Map(providers.map((row) => [row.name, row])),
    overrides: new Map(
      overrides.map((row) => [`${row.providerName}/${row.model}`, row.settings as { price?: unknown }]),
    ),
    keys,
    circuits,
    expand: targetExpander(new Map(rows.map((row) => [row.name, settingsOf(row)]))),
  };
  return rows.map((row) => itemOf(row, around));
}

/** A stored route's settings: they were validated when they were saved. */
export const settingsOf = (row: Pick<RouteRow, 'settings'>): RouteSettings => row.settings as RouteSettings;

/** What an edit is based on: the same for as long as name and settings are. */
export const versionOf = (row: Pick<RouteRow, 'name' | 'settings'>): string =>
  createHash('sha256')
    .update(JSON.stringify([row.name, row.settings]))
    .digest('base64url')
    .slice(0, 22);

/** Names of the other routes that expand this one, directly. One that falls back to its own chain is in nobody's way. */
const routesUsing = (rows: readonly RouteRow[], name: string): string[] =>
  rows
    .filter((row) => row.name !== name)
    .filter((row) => referencedRoutes(settingsOf(row)).some((reference) => reference.route === name))
    .map((row) => row.name);

function itemOf(row: RouteRow, around: Surroundings): RouteItem {
  const { resolved, inherited } = resolveRoute(settingsOf(row));
  const list = (of: TargetList) =>
    around.expand(row.name, of).map((target) => targetOf(target, resolved, around));
  const targets = list('targets');
  const fallbacks = {
    context_window_fallbacks: list('context_window_fallbacks'),
    content_policy_fallbacks: list('content_policy_fallbacks'),
  };
  return {
    id: row.id,
    name: row.name,
    settings: settingsOf(row),
    resolved,
    inherited,
    targets,
    ...fallbacks,
    summary: summariseRoute(targets, resolved, fallbacks),
    simulated: targets.length > 0 && targets.every((target) => target.simulated),
    keys: around.keys.filter((key) => key.models?.includes(row.name)).map((key) => key.name),
    used_by_routes: routesUsing(around.rows, row.name),
    version: versionOf(row),
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

function targetOf(expanded: ExpandedTarget, resolved: ResolvedRoute, around: Surroundings): RouteTarget {
  const target = `${expanded.provider}/${expanded.model}`;
  const connection = around.providers.get(expanded.provider);
  const facts = connection ? modelFacts(connection.adapter, expanded.model) : null;
  const override = around.overrides.get(target);
  return {
    target,
    provider: expanded.provider,
    model: expanded.model,
    simulated: connection?.simulated ?? false,
    via: expanded.via,
    timeouts: { ...resolved.timeouts, ...withoutUndefined(expanded.timeouts ?? {}) },
    known: override !== undefined || (facts?.known ?? false),
    priced: override?.price !== undefined || (facts?.price ?? null) !== null,
    circuit: worstCircuit(around.circuits, target)?.state ?? null,
  };
}

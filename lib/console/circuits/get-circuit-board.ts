import { and, eq, sql } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { circuitOverride, provider, route } from '#db/schema/index.ts';
import { targetExpander } from '../../config/expand-targets.ts';
import type { TargetList } from '../../config/schema/route.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { settingsOf } from '../routes/read-routes.ts';
import { gatewayItemOf } from './gateway-item.ts';
import { readCircuits } from './list-circuits.ts';
import { readLiveGateways } from './live-gateways.ts';
import { orderItemOf } from './order-item.ts';
import type { BoardTarget, CircuitBoard } from './schema.ts';

/** Every target that a route names, that has a circuit or that was forced open, in every running gateway. */
export async function getCircuitBoard(ctx: ConsoleContext): Promise<CircuitBoard> {
  authorize(ctx, 'console.read');
  const { db } = ctx;
  const [gateways, circuits, orders, routesOf, providers] = await Promise.all([
    readLiveGateways(db),
    readCircuits(db),
    readForced(db),
    readRoutesByTarget(db),
    db.select().from(provider),
  ]);
  const names = new Set([
    ...routesOf.keys(),
    ...circuits.map(({ target }) => target),
    ...orders.map(({ target }) => target),
  ]);
  const targets = [...names].sort().map((target): BoardTarget => {
    const providerName = target.slice(0, target.indexOf('/'));
    const connection = providers.find(({ name }) => name === providerName);
    const order = orders.find((each) => each.target === target);
    return {
      target,
      provider: providerName,
      adapter: connection?.adapter ?? null,
      simulated: connection?.simulated ?? false,
      routes: [...(routesOf.get(target) ?? [])],
      order: order === undefined ? null : orderItemOf(order, 'force_open'),
      circuits: circuits.filter((circuit) => circuit.target === target),
    };
  });
  return { gateways: gateways.map(gatewayItemOf), targets };
}

const readForced = (db: Queryable) =>
  db
    .select()
    .from(circuitOverride)
    .where(
      and(
        eq(circuitOverride.action, 'forced_open'),
        sql`(${circuitOverride.expiresAt} is null or ${circuitOverride.expiresAt} > now())`,
      ),
    );

const lists = [
  'targets',
  'context_window_fallbacks',
  'content_policy_fallbacks',
] as const satisfies readonly TargetList[];

/** Names of the routes that may send calls to a target, by target. */
async function readRoutesByTarget(db: Queryable): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await db.select().from(route).orderBy(route.name);
  const expand = targetExpander(new Map(rows.map((row) => [row.name, settingsOf(row)])));
  const routesOf = new Map<string, Set<string>>();
  for (const { name } of rows)
    for (const list of lists)
      for (const target of expand(name, list)) {
        const id = `${target.provider}/${target.model}`;
        routesOf.set(id, (routesOf.get(id) ?? new Set()).add(name));
      }
  return routesOf;
}

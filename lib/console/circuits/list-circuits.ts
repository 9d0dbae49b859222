import { and, asc, eq } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { circuitOverride, circuitState, gatewayInstance } from '#db/schema/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { isoOrNull } from '../list/match.ts';
import { isAlive } from './live-gateways.ts';
import type { Circuit } from './schema.ts';

/** The board: every breaker of every running gateway. */
export async function listCircuits(ctx: ConsoleContext): Promise<{ items: Circuit[]; next_cursor: null }> {
  authorize(ctx, 'console.read');
  return { items: await readCircuits(ctx.db), next_cursor: null };
}

/** Breakers as published by the gateways that are alive. */
export async function readCircuits(db: Queryable): Promise<Circuit[]> {
  const rows = await db
    .select({ circuit: circuitState, order: circuitOverride })
    .from(circuitState)
    .innerJoin(gatewayInstance, eq(gatewayInstance.id, circuitState.instanceId))
    .leftJoin(
      circuitOverride,
      and(
        eq(circuitOverride.target, circuitState.target),
        eq(circuitOverride.action, 'forced_open'),
        eq(circuitState.state, 'forced_open'),
      ),
    )
    .where(isAlive)
    .orderBy(asc(circuitState.target), asc(circuitState.instanceId));
  return rows.map(({ circuit, order }) => ({
    target: circuit.target,
    instance: circuit.instanceId,
    state: circuit.state,
    since: circuit.since.toISOString(),
    reason: circuit.reason,
    next_probe_at: isoOrNull(circuit.nextProbeAt),
    forced_until: isoOrNull(order?.expiresAt ?? null),
    ordered_by: order?.orderedBy ?? null,
  }));
}

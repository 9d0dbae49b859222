import { and, eq, lt, or, sql } from 'drizzle-orm';
import type { Queryable } from '../client.ts';
import { circuitOverride } from '../schema/index.ts';

/** An operator's order for one circuit, as a gateway process reads it. */
export interface CircuitOrderRow {
  /** `provider/model`. */
  readonly target: string;
  readonly action: 'forced_open' | 'reset';
  /** Another one for each order. */
  readonly sequence: number;
  /** The operator's own words; null = none. */
  readonly reason: string | null;
  /**
   * Milliseconds until it runs out, by the database's clock, so that machines whose clocks differ agree; null = when an
   * operator says so.
   */
  readonly remainingMs: number | null;
}

const remainingMs = sql<
  number | null
>`extract(epoch from ${circuitOverride.expiresAt} - now()) * 1000`.mapWith((value) =>
  value === null ? null : Number(value),
);

/** Every order that is kept, also those that have just run out. One row per target that was ordered about: few. */
export function readCircuitOrders(db: Queryable): Promise<CircuitOrderRow[]> {
  const { target, action, sequence, reason } = circuitOverride;
  return db.select({ target, action, sequence, reason, remainingMs }).from(circuitOverride);
}

/** What an order says beyond its target. */
export interface NewCircuitOrder {
  readonly target: string;
  readonly action: 'forced_open' | 'reset';
  readonly reason: string | null;
  /** Who gives it, as the audit names them. */
  readonly orderedBy: string;
  /** Seconds after which it runs out; null = when an operator says so. */
  readonly expiresInSeconds: number | null;
}

/**
 * Writes an order in place of an earlier one for the same target. The number of an order is the time, and higher than
 * every other: one that was given, lifted and given again is never taken for the first.
 */
export async function writeCircuitOrder(tx: Queryable, order: NewCircuitOrder) {
  const { expiresInSeconds, ...given } = order;
  const values = {
    ...given,
    sequence: sql<number>`(select greatest(coalesce(max(sequence), 0) + 1, floor(extract(epoch from clock_timestamp()) * 1000)) from ${circuitOverride})`,
    orderedAt: sql`now()`,
    expiresAt:
      expiresInSeconds === null
        ? null
        : sql`now() + make_interval(secs => ${expiresInSeconds}::double precision)`,
  };
  const [row] = await tx
    .insert(circuitOverride)
    .values(values)
    .onConflictDoUpdate({ target: circuitOverride.target, set: values })
    .returning();
  if (row === undefined) throw new Error('The order was not written.');
  return row;
}

/** Takes back the order that forces a target open. Returns it; null when there is none in force. */
export async function liftCircuitOrder(tx: Queryable, target: string) {
  const [row] = await tx
    .delete(circuitOverride)
    .where(
      and(
        eq(circuitOverride.target, target),
        eq(circuitOverride.action, 'forced_open'),
        sql`(${circuitOverride.expiresAt} is null or ${circuitOverride.expiresAt} > now())`,
      ),
    )
    .returning();
  return row ?? null;
}

/**
 * Removes orders that no process needs any more: forced ones a minute after they ran out, by when every process has let
 * go by itself, and resets after ten, which a process that was cut off for so long no longer carries out.
 */
export async function removeSpentOrders(db: Queryable): Promise<void> {
  await db
    .delete(circuitOverride)
    .where(
      or(
        lt(circuitOverride.expiresAt, sql`now() - interval '1 minute'`),
        and(
          eq(circuitOverride.action, 'reset'),
          lt(circuitOverride.orderedAt, sql`now() - interval '10 minutes'`),
        ),
      ),
    );
}

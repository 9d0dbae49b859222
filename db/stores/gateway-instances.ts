import { eq, gt, lt, sql } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Queryable } from '../client.ts';
import type * as schema from '../schema/index.ts';
import { circuitState, gatewayInstance } from '../schema/index.ts';
import { insertRows } from './insert-records.ts';

/** What a gateway process says about itself with each heartbeat. */
export interface InstanceReport {
  /** `gw_…` */
  readonly id: string;
  readonly startedAt: Date;
  /** The configuration version it serves; null before the first. */
  readonly configVersion: number | null;
  readonly recordQueueDepth: number;
  readonly recordsDropped: number;
}

/** The circuit breaker of one target, as a gateway publishes it. */
export type CircuitReport = Omit<typeof circuitState.$inferSelect, 'instanceId'>;

/**
 * Writes a gateway's heartbeat and replaces its published circuits, in one transaction. The heartbeat is the
 * database's clock, so that machines whose clocks differ agree on who is alive. Also restores an instance that was
 * removed while it was suspended.
 */
export async function publishInstance(
  db: PostgresJsDatabase<typeof schema>,
  report: InstanceReport,
  circuits: readonly CircuitReport[],
): Promise<void> {
  const heartbeat = { ...report, heartbeatAt: sql`now()` };
  await db.transaction(async (tx) => {
    await tx.insert(gatewayInstance).values(heartbeat).onConflictDoUpdate({
      target: gatewayInstance.id,
      set: heartbeat,
    });
    await tx.delete(circuitState).where(eq(circuitState.instanceId, report.id));
    await insertRows(
      tx,
      circuitState,
      circuits.map((circuit) => ({ ...circuit, instanceId: report.id })),
    );
  });
}

/**
 * Ids of the gateways that were heard of within the last ten seconds: long enough that a heartbeat held up by a busy database is not taken
 * for a death.
 */
export async function listLiveInstances(db: Queryable): Promise<string[]> {
  const alive = await db
    .select({ id: gatewayInstance.id })
    .from(gatewayInstance)
    .where(gt(gatewayInstance.heartbeatAt, sql`now() - interval '10 seconds'`));
  return alive.map((row) => row.id);
}

/** Removes a gateway that is going away, with its circuits. */
export async function removeInstance(db: Queryable, id: string): Promise<void> {
  await db.delete(gatewayInstance).where(eq(gatewayInstance.id, id));
}

/** Removes gateways that have not been heard of for a minute, with their circuits. Returns their ids. */
export async function removeSilentInstances(db: Queryable): Promise<string[]> {
  const removed = await db
    .delete(gatewayInstance)
    .where(lt(gatewayInstance.heartbeatAt, sql`now() - interval '1 minute'`))
    .returning({ id: gatewayInstance.id });
  return removed.map((row) => row.id);
}

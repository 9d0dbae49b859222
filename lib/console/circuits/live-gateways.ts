import { asc, gt, sql } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { gatewayInstance } from '#db/schema/index.ts';

/**
 * A gateway writes its heartbeat every second or so; one that is silent for 15 s is gone. Heartbeats are written by the
 * database's clock and read by it, so that machines whose clocks differ agree.
 */
export const isAlive = gt(gatewayInstance.heartbeatAt, sql`now() - interval '15 seconds'`);

/** The gateway processes that are alive, oldest first. */
export const readLiveGateways = (db: Queryable) =>
  db.select().from(gatewayInstance).where(isAlive).orderBy(asc(gatewayInstance.startedAt));

import { asc, gt } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { gatewayInstance } from '#db/schema/index.ts';

/** A gateway writes its heartbeat every second or so; one that is silent for longer than this is gone. */
const silenceMs = 15_000;

/** A gateway whose heartbeat is later than this is alive at `nowMs`. */
export const liveSince = (nowMs: number): Date => new Date(nowMs - silenceMs);

/** The gateway processes that are alive at `nowMs` (Unix milliseconds), oldest first. */
export const readLiveGateways = (db: Queryable, nowMs: number) =>
  db
    .select()
    .from(gatewayInstance)
    .where(gt(gatewayInstance.heartbeatAt, liveSince(nowMs)))
    .orderBy(asc(gatewayInstance.startedAt));

import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A running gateway process, by its heartbeat. */
export const gatewayInstance = pgTable('gateway_instance', {
  /** `gw_…`, fresh at each start. */
  id: text('id').primaryKey(),
  startedAt: instant('started_at').notNull(),
  heartbeatAt: instant('heartbeat_at').notNull(),
  /** The configuration version it serves. */
  configVersion: integer('config_version'),
  /** Requests waiting to be written. */
  recordQueueDepth: integer('record_queue_depth').notNull().default(0),
  /** Request records lost since its start because the queue was full. */
  recordsDropped: integer('records_dropped').notNull().default(0),
});

import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
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

/** The circuit breaker of one target in one gateway process, as last published. */
export const circuitState = pgTable(
  'circuit_state',
  {
    instanceId: text('instance_id')
      .notNull()
      .references(() => gatewayInstance.id, { onDelete: 'cascade' }),
    /** `provider/model`. */
    target: text('target').notNull(),
    state: text('state', { enum: ['closed', 'open', 'half_open', 'forced_open'] }).notNull(),
    since: instant('since').notNull(),
    /** The failure that opened it, null while closed. */
    reason: text('reason'),
    nextProbeAt: instant('next_probe_at'),
  },
  (table) => [primaryKey({ columns: [table.instanceId, table.target] })],
);

import { bigint, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { gatewayInstance } from './gateway-instance.ts';

const states = ['closed', 'open', 'half_open', 'forced_open'] as const;

/** The circuit breaker of one target in one gateway process, as last published. */
export const circuitState = pgTable(
  'circuit_state',
  {
    instanceId: text('instance_id')
      .notNull()
      .references(() => gatewayInstance.id, { onDelete: 'cascade' }),
    /** `provider/model`. */
    target: text('target').notNull(),
    state: text('state', { enum: states }).notNull(),
    since: instant('since').notNull(),
    /** The failure that opened it, null while closed. */
    reason: text('reason'),
    nextProbeAt: instant('next_probe_at'),
  },
  (table) => [primaryKey({ columns: [table.instanceId, table.target] })],
);

/** One change of a circuit's state in one gateway process. No foreign keys: history outlives the process. */
export const circuitEvent = pgTable(
  'circuit_event',
  {
    /** `cev_…`, sortable by time. */
    id: text('id').primaryKey(),
    at: instant('at').notNull(),
    instanceId: text('instance_id').notNull(),
    /** `provider/model`. */
    target: text('target').notNull(),
    from: text('from_state', { enum: states }).notNull(),
    to: text('to_state', { enum: states }).notNull(),
    /** The failure that opened it, what closed it, or the operator's own words. */
    reason: text('reason'),
    nextProbeAt: instant('next_probe_at'),
  },
  (table) => [
    index('circuit_event_at').on(table.at, table.id),
    index('circuit_event_target').on(table.target, table.at, table.id),
  ],
);

/** What an operator has ordered for a circuit; every gateway process reads it within a second. One row per target. */
export const circuitOverride = pgTable('circuit_override', {
  /** `provider/model`. */
  target: text('target').primaryKey(),
  /** `forced_open` holds until it expires; `reset` closes once what had opened before it was given. */
  action: text('action', { enum: ['forced_open', 'reset'] }).notNull(),
  /** Grows with each order over all targets, so that a process knows which it has carried out. */
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  reason: text('reason'),
  /** Who gave the order, as the audit names them. */
  orderedBy: text('ordered_by').notNull(),
  orderedAt: instant('ordered_at').notNull().defaultNow(),
  /** When a forced circuit is left to itself again; null = when an operator says so. */
  expiresAt: instant('expires_at'),
});

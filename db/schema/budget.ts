import { sql } from 'drizzle-orm';
import { bigint, boolean, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant, nanoUsd } from './columns.ts';

/** What a budget has spent in one of its periods. */
export const budgetAccount = pgTable(
  'budget_account',
  {
    /** Of the budget, see `Budget.id`. No foreign key: what was spent outlives the key. */
    budgetId: text('budget_id').notNull(),
    /** When the period began; the epoch for `total`. */
    periodStart: instant('period_start').notNull(),
    /** Settled spending of all processes. */
    spentNanoUsd: nanoUsd('spent_nano_usd').notNull(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.budgetId, table.periodStart] })],
);

/**
 * A part of a budget that one gateway process may spend without asking. Worth nothing once it has expired; its row stays for a day, for
 * what it says of the last booking.
 */
export const budgetLease = pgTable(
  'budget_lease',
  {
    budgetId: text('budget_id').notNull(),
    periodStart: instant('period_start').notNull(),
    /** `gw_…` */
    instanceId: text('instance_id').notNull(),
    /** What is left of it: settled spending is taken off as it is written down. */
    amountNanoUsd: nanoUsd('amount_nano_usd').notNull(),
    /** By the database's clock. */
    expiresAt: instant('expires_at').notNull(),
    /** Of the last request whose spending was booked: one that is asked again under it is not booked again. */
    bookedSerial: bigint('booked_serial', { mode: 'number' }).notNull().default(0),
    /** Grows with the calls of its process; one that arrives after a later one changes nothing. */
    callNumber: bigint('call_number', { mode: 'number' }).notNull().default(0),
    /** Another process is short: what this one holds ahead of need is to go back. */
    recalled: boolean('recalled').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.budgetId, table.periodStart, table.instanceId] }),
    index('budget_lease_expires_at').on(table.expiresAt),
    index('budget_lease_recalled').on(table.instanceId).where(sql`${table.recalled}`),
  ],
);

import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** What an alert may be about. */
export const alertKinds = [
  'credential_refused',
  'credential_out_of_quota',
  'endpoint_unreachable',
  'budget_soft_limit',
] as const;

/** Something that a person must act on. Raised once while it lasts, however often it is seen. */
export const alert = pgTable(
  'alert',
  {
    /** `alr_…` */
    id: text('id').primaryKey(),
    kind: text('kind', { enum: alertKinds }).notNull(),
    /** What it is about, e.g. `openai-main/account-a`; with the kind it tells one open alert from another. */
    subject: text('subject').notNull(),
    /** A sentence: what happened and what to do. Holds no secret. */
    message: text('message').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
    raisedAt: instant('raised_at').notNull().defaultNow(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    /** How often it was seen since it was raised. */
    seen: integer('seen').notNull().default(1),
    /** When what it is about was well again, or an operator dismissed it; null = still open. */
    resolvedAt: instant('resolved_at'),
    /** Who or what resolved it; null while open. */
    resolvedBy: text('resolved_by'),
  },
  (table) => [
    uniqueIndex('alert_open').on(table.kind, table.subject).where(sql`${table.resolvedAt} is null`),
    index('alert_raised_at').on(table.raisedAt, table.id),
  ],
);

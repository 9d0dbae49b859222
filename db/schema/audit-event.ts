import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Who changed what. Written in the transaction of the change itself. No foreign keys: names are snapshots. */
export const auditEvent = pgTable(
  'audit_event',
  {
    /** `aud_…` */
    id: text('id').primaryKey(),
    at: instant('at').notNull().defaultNow(),
    actorKind: text('actor_kind', { enum: ['user', 'management_key', 'system'] }).notNull(),
    actorId: text('actor_id'),
    actorName: text('actor_name').notNull(),
    /** `noun.verb`, e.g. `key.revoke`. */
    action: text('action').notNull(),
    subjectId: text('subject_id'),
    subjectName: text('subject_name'),
    /** What changed, without any secret. */
    detail: jsonb('detail').notNull(),
  },
  (table) => [index('audit_event_at').on(table.at)],
);

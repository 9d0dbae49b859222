import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * One row per change of the configuration. The highest `version` is in force; every gateway process polls for it.
 * Older rows are the history that can be compared and restored.
 */
export const configVersion = pgTable('config_version', {
  version: integer('version').primaryKey().generatedAlwaysAsIdentity(),
  /** SHA-256 of the canonical JSON of `document`. */
  hash: text('hash').notNull(),
  /** The whole configuration in the file's own form, without any secret. */
  document: jsonb('document').notNull(),
  origin: text('origin', { enum: ['seed', 'file', 'console', 'rollback'] }).notNull(),
  /** What changed, in a sentence. */
  summary: text('summary').notNull(),
  actor: text('actor').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
});

import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** The one organisation of this installation; a single row with id 1. */
export const organisation = pgTable('organisation', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  timeZone: text('time_zone').notNull(),
  /** Budget and retention, as the file's `organisation:` entry writes them; null = none and the defaults. */
  limits: jsonb('limits'),
  /** The pepper of virtual-key hashes, sealed by the master key, so that rotating that key kills no virtual key. */
  sealedKeyPepper: text('sealed_key_pepper').notNull(),
  /** SHA-256 of the one-time setup token; null once used or when an owner came from the environment. */
  setupTokenHash: text('setup_token_hash'),
  /** SHA-256 of the last configuration file applied at boot. */
  appliedFileHash: text('applied_file_hash'),
  createdAt: instant('created_at').notNull().defaultNow(),
});

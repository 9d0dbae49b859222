import { jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A group of keys whose spend is read together. */
export const team = pgTable('team', {
  /** `team_…` */
  id: text('id').primaryKey(),
  name: text('name').notNull().unique(),
  /** Budgets and rates, as the file's `teams:` entry writes them; null = unlimited. */
  limits: jsonb('limits'),
  createdAt: instant('created_at').notNull().defaultNow(),
});

/** A team's API key for the gateway. Only the hash of its secret is kept. */
export const virtualKey = pgTable('virtual_key', {
  /** `vk_…` */
  id: text('id').primaryKey(),
  name: text('name').notNull().unique(),
  /** HMAC-SHA-256 of the secret under the pepper, base64url. */
  secretHash: text('secret_hash').notNull().unique(),
  /** The first characters of the secret, to tell one from another. */
  hint: text('hint').notNull(),
  teamId: text('team_id').references(() => team.id, { onDelete: 'set null' }),
  /** Routes and `provider/model` names it may call; null = every route. */
  models: jsonb('models').$type<string[]>(),
  tags: jsonb('tags').$type<Record<string, string>>().notNull(),
  /** Budgets and rates, as the file's `keys:` entry writes them; null = unlimited. */
  limits: jsonb('limits'),
  /** Where it came from: a file's keys follow the file, a person's are never revoked by it. */
  origin: text('origin', { enum: ['console', 'file', 'seed'] }).notNull(),
  expiresAt: instant('expires_at'),
  revokedAt: instant('revoked_at'),
  lastUsedAt: instant('last_used_at'),
  createdBy: text('created_by'),
  createdAt: instant('created_at').notNull().defaultNow(),
});

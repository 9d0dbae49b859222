import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A person who may sign in to the console. Loaded afresh on each call, so a disabled one is out at once. */
export const user = pgTable('user', {
  id: text('id').primaryKey(),
  /** Lower case. */
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  /** Argon2id, in PHC form. */
  passwordHash: text('password_hash').notNull(),
  role: text('role', { enum: ['owner', 'admin', 'viewer'] }).notNull(),
  disabledAt: instant('disabled_at'),
  lastSignInAt: instant('last_sign_in_at'),
  createdAt: instant('created_at').notNull().defaultNow(),
});

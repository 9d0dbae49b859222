import { boolean, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A named chain of targets. */
export const route = pgTable('route', {
  /** `route_…` */
  id: text('id').primaryKey(),
  /** What clients send as `model`. */
  name: text('name').notNull().unique(),
  /** The `routes:` entry of the configuration file: targets in order and the settings that differ from the defaults. */
  settings: jsonb('settings').notNull(),
  /** Seeded with the simulated providers. */
  simulated: boolean('simulated').notNull().default(false),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

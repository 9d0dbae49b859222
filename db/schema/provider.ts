import { bigint, boolean, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A configured connection to a provider. */
export const provider = pgTable('provider', {
  /** `prov_…` */
  id: text('id').primaryKey(),
  name: text('name').notNull().unique(),
  /** Id of an adapter in the registry. */
  adapter: text('adapter').notNull(),
  /** Null = the adapter's documented base URL. */
  baseUrl: text('base_url'),
  allowPrivateNetwork: boolean('allow_private_network').notNull().default(false),
  /** Its budget, as the file's `providers:` entry writes it; null = none. */
  limits: jsonb('limits'),
  /** Served by the built-in simulator; shown as such everywhere. */
  simulated: boolean('simulated').notNull().default(false),
  /** False = its model list is never asked for in the background. */
  healthCheck: boolean('health_check').notNull().default(true),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

/** One secret in a provider's pool. */
export const credential = pgTable(
  'credential',
  {
    /** `cred_…`; part of the sealed secret's additional data, so a ciphertext opens nowhere else. */
    id: text('id').primaryKey(),
    providerId: text('provider_id')
      .notNull()
      .references(() => provider.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** AES-256-GCM with the master key's id inside, bound to this record and the provider's base URL. */
    sealedSecret: text('sealed_secret').notNull(),
    /** The last four characters, to tell one from another. */
    hint: text('hint').notNull(),
    weight: integer('weight').notNull().default(1),
    /** Requests per minute that the account may make; null = not known. */
    rpm: bigint('rpm', { mode: 'number' }),
    /** Tokens per minute that the account may use; null = not known. */
    tpm: bigint('tpm', { mode: 'number' }),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** When the secret was last replaced. */
    rotatedAt: instant('rotated_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('credential_provider_name').on(table.providerId, table.name)],
);

/** An operator's override of the built-in catalogue for one `provider/model`. */
export const modelOverride = pgTable(
  'model_override',
  {
    providerName: text('provider_name').notNull(),
    model: text('model').notNull(),
    /** The `models:` entry of the configuration file, validated by its schema. */
    settings: jsonb('settings').notNull(),
  },
  (table) => [primaryKey({ columns: [table.providerName, table.model] })],
);

import { z } from 'zod';
import { keyLimitsInput, keyLimitsItem } from '../limits/schema.ts';
import { anyOf, instantText, listQuery, pageOf } from '../list/schema.ts';
import { spokenName } from '../name.ts';

/** Name of a virtual key. */
export const keyName = spokenName('the key');

/** Labels for spend, never rules. */
export const keyTags = z.record(
  z.string().regex(/^[A-Za-z0-9_.-]{1,50}$/, 'A tag name is up to 50 letters, digits, dots and dashes.'),
  z.string().trim().min(1, 'A tag needs a value.').max(200),
);

const models = z
  .array(z.string().min(1).max(200))
  .min(1, 'Name at least one route or provider/model, or allow every route.')
  .max(200);

/** Whether a key works now. */
export const keyStatuses = ['active', 'expired', 'revoked'] as const;

/** Filters of `GET /api/console/keys`. `from` and `to` look at when a key was created. */
export const listKeysQuery = listQuery.extend({
  status: anyOf(z.enum(keyStatuses)),
  /** Name of a team. */
  team: anyOf(z.string().min(1)),
  /** Part of the name. */
  q: z.string().trim().min(1).max(100).optional(),
});

/** Filters as a verb takes them. */
export type ListKeysInput = z.output<typeof listKeysQuery>;

/** Body of `POST /api/console/keys`. */
export const createKeyInput = z.strictObject({
  name: keyName,
  /** Name of an existing team. */
  team: z.string().min(1).nullable().default(null),
  /** Routes and `provider/model` names it may call; null = every route. */
  models: models.nullable().default(null),
  tags: keyTags.default({}),
  expires_at: instantText.nullable().default(null),
  ...keyLimitsInput,
});

/** Body of `POST /api/console/keys`. */
export type CreateKeyInput = z.output<typeof createKeyInput>;

/** Body of `PATCH /api/console/keys/{id}`; an absent field stays as it is. */
export const updateKeyInput = z.strictObject({
  name: keyName.optional(),
  team: z.string().min(1).nullable().optional(),
  models: models.nullable().optional(),
  tags: keyTags.optional(),
  expires_at: instantText.nullable().optional(),
  ...keyLimitsInput,
});

/** Body of `PATCH /api/console/keys/{id}`. */
export type UpdateKeyInput = z.output<typeof updateKeyInput>;

/** Body of `POST /api/console/keys/{id}/rotate`. The old secret stops at once: no other grace is offered. */
export const rotateKeyInput = z.strictObject({ grace: z.literal('now').default('now') });

/** A virtual key, without its secret. */
export const keyItem = z.strictObject({
  /** `vk_…` */
  id: z.string(),
  name: z.string(),
  /** The first characters of the secret, to tell one from another. */
  hint: z.string(),
  status: z.enum(keyStatuses),
  /** Name of its team. */
  team: z.string().nullable(),
  models: z.array(z.string()).nullable(),
  tags: z.record(z.string(), z.string()),
  ...keyLimitsItem,
  /** Where it came from: the configuration file, a person, or the demo of the first boot. */
  origin: z.enum(['console', 'file', 'seed']),
  expires_at: instantText.nullable(),
  revoked_at: instantText.nullable(),
  last_used_at: instantText.nullable(),
  created_by: z.string().nullable(),
  created_at: instantText,
});

/** A virtual key, without its secret. */
export type KeyItem = z.infer<typeof keyItem>;

/** Answer of `GET /api/console/keys`. */
export const keyPage = pageOf(keyItem);

/** Answer of the calls that make a secret: the only place where it is ever shown. */
export const keyWithSecret = keyItem.extend({ secret: z.string() });

/** Answer of the calls that make a secret. */
export type KeyWithSecret = z.infer<typeof keyWithSecret>;

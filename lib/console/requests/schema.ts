import { z } from 'zod';
import { failoverItem } from '../failovers/schema.ts';
import { anyOf, instantText, listQuery, nanoUsdText, pageOf } from '../list/schema.ts';

/** How a request ended, from the caller's side. */
export const requestStatuses = ['ok', 'error', 'partial', 'canceled'] as const;

/** Filters of `GET /api/console/requests`. A filter given several times matches any of its values. */
export const listRequestsQuery = listQuery.extend({
  route: anyOf(z.string().min(1)),
  provider: anyOf(z.string().min(1)),
  model: anyOf(z.string().min(1)),
  status: anyOf(z.enum(requestStatuses)),
  error_kind: anyOf(z.string().min(1)),
  /** Name of a virtual key. */
  key: anyOf(z.string().min(1)),
  team: anyOf(z.string().min(1)),
  stream: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  /** `true` = only requests that moved past a target. */
  failed_over: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  /** The id of a request, whole or its beginning. */
  q: z.string().trim().min(1).max(100).optional(),
});

/** Filters as a verb takes them. */
export type ListRequestsInput = z.output<typeof listRequestsQuery>;

/** One request made with a valid key. Durations in milliseconds. */
export const requestItem = z.strictObject({
  id: z.string(),
  started_at: instantText,
  endpoint: z.string(),
  route: z.string().nullable(),
  requested_model: z.string().nullable(),
  /** The one that answered, else the last one tried. */
  provider: z.string().nullable(),
  model: z.string().nullable(),
  status: z.enum(requestStatuses),
  http_status: z.int(),
  error_kind: z.string().nullable(),
  error_message: z.string().nullable(),
  stream: z.boolean(),
  /** The stream broke after content and another target completed it unseen. */
  recovered: z.boolean(),
  /** The whole prompt, cached part included. */
  input_tokens: z.int(),
  output_tokens: z.int(),
  cached_input_tokens: z.int(),
  cache_write_tokens: z.int(),
  reasoning_tokens: z.int(),
  cost_nano_usd: nanoUsdText,
  /** The provider sent no usage: tokens are the gateway's own count. */
  estimated: z.boolean(),
  /** False when a model without a price took part: its cost counted as zero. */
  priced: z.boolean(),
  duration_ms: z.number(),
  first_token_ms: z.number().nullable(),
  /** Time spent in the gateway itself up to the response head. */
  overhead_ms: z.number(),
  failovers: z.int(),
  key_id: z.string(),
  key_name: z.string(),
  team: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
});

/** One request made with a valid key. */
export type RequestItem = z.infer<typeof requestItem>;

/** One upstream call: a bar of the waterfall. */
export const attemptItem = z.strictObject({
  index: z.int(),
  provider: z.string(),
  model: z.string(),
  /** Name of the credential; null when none was used. */
  credential: z.string().nullable(),
  /** Kind of failure; null when it succeeded. */
  kind: z.string().nullable(),
  /** What went wrong in a sentence; null when it succeeded. */
  message: z.string().nullable(),
  /** HTTP status of the provider; null when it never answered. */
  status: z.int().nullable(),
  started_offset_ms: z.number(),
  first_token_ms: z.number().nullable(),
  duration_ms: z.number(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  cached_input_tokens: z.int(),
  cache_write_tokens: z.int(),
  reasoning_tokens: z.int(),
  cost_nano_usd: nanoUsdText,
  estimated: z.boolean(),
  /** What the provider reported as usage, where that cannot be true; null otherwise. The tokens are then the gateway's own count. */
  suspect_usage: z.string().nullable(),
  /** It cost more than was put aside for it in the budgets. */
  above_reserve: z.boolean(),
  /** What was charged by at that moment: nano-USD per million tokens as decimal strings; null = unpriced. */
  price: z.record(z.string(), z.unknown()).nullable(),
  /** The release of the price list, or `override`; null = not known. */
  price_version: z.string().nullable(),
});

/** One upstream call: a bar of the waterfall. */
export type AttemptItem = z.infer<typeof attemptItem>;

/** A target that the plan passed over, and why. */
export const skippedItem = z.strictObject({
  /** `provider/model`. */
  target: z.string(),
  reason: z.string(),
  /** What exactly, e.g. `vision`. */
  detail: z.string().nullable(),
});

/** Answer of `GET /api/console/requests/{id}`. */
export const requestDetail = requestItem.extend({
  config_version: z.int(),
  attempts: z.array(attemptItem),
  skipped: z.array(skippedItem),
  failover_events: z.array(failoverItem),
});

/** Answer of `GET /api/console/requests/{id}`. */
export type RequestDetail = z.infer<typeof requestDetail>;

/** Answer of `GET /api/console/requests`. */
export const requestPage = pageOf(requestItem);

import { z } from 'zod';
import { anyOf, instantText, listQuery, pageOf } from '../list/schema.ts';

/** Filters of `GET /api/console/failovers`. */
export const listFailoversQuery = listQuery.extend({
  route: anyOf(z.string().min(1)),
  /** `provider/model` that was passed. */
  primary: anyOf(z.string().min(1)),
  /** `provider/model` that was tried next. */
  fallback: anyOf(z.string().min(1)),
  trigger: anyOf(z.enum(['attempt', 'skip'])),
  error_kind: anyOf(z.string().min(1)),
  outcome: anyOf(z.enum(['ok', 'failed'])),
});

/** Filters as a verb takes them. */
export type ListFailoversInput = z.output<typeof listFailoversQuery>;

/** One move past a target to the next one. Durations in milliseconds. */
export const failoverItem = z.strictObject({
  request_id: z.string(),
  /** Order within the request. */
  index: z.int(),
  at: instantText,
  route: z.string().nullable(),
  primary: z.string(),
  fallback: z.string(),
  trigger: z.enum(['attempt', 'skip']),
  /** Of the attempt, or the skip's reason. */
  error_kind: z.string(),
  primary_ms: z.number().nullable(),
  fallback_ms: z.number(),
  /** Fallback minus primary; null on a skip. */
  latency_delta_ms: z.number().nullable(),
  outcome: z.enum(['ok', 'failed']),
});

/** One move past a target to the next one. */
export type FailoverItem = z.infer<typeof failoverItem>;

/** Answer of `GET /api/console/failovers`. */
export const failoverPage = pageOf(failoverItem);

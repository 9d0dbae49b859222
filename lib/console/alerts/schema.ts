import { z } from 'zod';
import { anyOf, instantText, listQuery, pageOf } from '../list/schema.ts';

/** What an alert may be about. */
export const alertKinds = [
  'credential_refused',
  'credential_out_of_quota',
  'endpoint_unreachable',
  'budget_soft_limit',
] as const;

/** Whether somebody still has to act. */
export const alertStates = ['open', 'resolved'] as const;

/** Filters of `GET /api/console/alerts`; `from` and `to` mean when it was raised. */
export const listAlertsQuery = listQuery.extend({
  state: z.enum(alertStates).optional(),
  kind: anyOf(z.enum(alertKinds)),
});

/** Filters as the verb takes them. */
export type ListAlertsInput = z.output<typeof listAlertsQuery>;

/** Something that a person must act on. */
export const alertItem = z.strictObject({
  /** `alr_…` */
  id: z.string(),
  kind: z.enum(alertKinds),
  /** `provider`, `provider/credential`, or whose budget and of what period. */
  subject: z.string(),
  /** The provider that it is about; null = it is about a budget. */
  provider: z.string().nullable(),
  /** A sentence: what happened and what to do. */
  message: z.string(),
  raised_at: instantText,
  last_seen_at: instantText,
  /** How often it was seen since it was raised. */
  seen: z.int(),
  /** Null = open. */
  resolved_at: instantText.nullable(),
  /** Who resolved it, or what showed that it is over. */
  resolved_by: z.string().nullable(),
});

/** Something that a person must act on. */
export type AlertItem = z.infer<typeof alertItem>;

/** Answer of `GET /api/console/alerts`. */
export const alertPage = pageOf(alertItem);

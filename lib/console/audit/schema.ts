import { z } from 'zod';
import { anyOf, instantText, listQuery, pageOf } from '../list/schema.ts';

/** Filters of `GET /api/console/audit`. */
export const listAuditQuery = listQuery.extend({
  /** `noun.verb`, e.g. `key.revoke`. */
  action: anyOf(z.string().min(1)),
  /** Name of the person or `management key`. */
  actor: anyOf(z.string().min(1)),
  /** Id of what was changed. */
  subject_id: z.string().min(1).optional(),
});

/** Filters as the verb takes them. */
export type ListAuditInput = z.output<typeof listAuditQuery>;

/** One change and who made it. */
export const auditItem = z.strictObject({
  /** `aud_…` */
  id: z.string(),
  at: instantText,
  actor_kind: z.enum(['user', 'management_key', 'system']),
  actor_id: z.string().nullable(),
  actor_name: z.string(),
  action: z.string(),
  subject_id: z.string().nullable(),
  subject_name: z.string().nullable(),
  /** What changed, without any secret. */
  detail: z.unknown(),
});

/** One change and who made it. */
export type AuditItem = z.infer<typeof auditItem>;

/** Answer of `GET /api/console/audit`. */
export const auditPage = pageOf(auditItem);

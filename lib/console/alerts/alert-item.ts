import type { alert } from '#db/schema/index.ts';
import { isoOrNull } from '../list/match.ts';
import type { AlertItem } from './schema.ts';

/** An alert in the form of an answer. */
export const alertItemOf = (row: typeof alert.$inferSelect): AlertItem => ({
  id: row.id,
  kind: row.kind,
  subject: row.subject,
  provider: row.kind === 'budget_soft_limit' ? null : (row.subject.split('/')[0] ?? row.subject),
  message: row.message,
  raised_at: row.raisedAt.toISOString(),
  last_seen_at: row.lastSeenAt.toISOString(),
  seen: row.seen,
  resolved_at: isoOrNull(row.resolvedAt),
  resolved_by: row.resolvedBy,
});

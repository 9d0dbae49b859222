import { and, desc, eq } from 'drizzle-orm';
import { auditEvent } from '#db/schema/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { matchesAny } from '../list/match.ts';
import { afterCursor, pageFrom, withinRange } from '../list/paging.ts';
import type { Page } from '../list/schema.ts';
import type { AuditItem, ListAuditInput } from './schema.ts';

const sort = { at: auditEvent.at, id: auditEvent.id };

/** Who changed what, newest first. */
export async function listAudit(ctx: ConsoleContext, input: ListAuditInput): Promise<Page<AuditItem>> {
  authorize(ctx, 'audit.read');
  const rows = await ctx.db
    .select()
    .from(auditEvent)
    .where(and(...withinRange(auditEvent.at, input), ...filters(input), afterCursor(sort, input.cursor)))
    .orderBy(desc(auditEvent.at), desc(auditEvent.id))
    .limit(input.limit + 1);
  return pageFrom(rows, input.limit, { item: itemOf, position: (row) => ({ at: row.at, id: row.id }) });
}

const filters = (input: ListAuditInput) => [
  matchesAny(auditEvent.action, input.action),
  matchesAny(auditEvent.actorName, input.actor),
  input.subject_id === undefined ? undefined : eq(auditEvent.subjectId, input.subject_id),
];

const itemOf = (row: typeof auditEvent.$inferSelect): AuditItem => ({
  id: row.id,
  at: row.at.toISOString(),
  actor_kind: row.actorKind,
  actor_id: row.actorId,
  actor_name: row.actorName,
  action: row.action,
  subject_id: row.subjectId,
  subject_name: row.subjectName,
  detail: row.detail,
});

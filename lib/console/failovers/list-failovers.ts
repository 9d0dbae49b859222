import { and, desc, sql } from 'drizzle-orm';
import { failover } from '#db/schema/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { matchesAny } from '../list/match.ts';
import { afterCursor, pageFrom, withinRange } from '../list/paging.ts';
import type { Page } from '../list/schema.ts';
import type { FailoverItem, ListFailoversInput } from './schema.ts';

type FailoverRow = typeof failover.$inferSelect;

/** Moves past a target, newest first. */
export async function listFailovers(
  ctx: ConsoleContext,
  input: ListFailoversInput,
): Promise<Page<FailoverItem>> {
  authorize(ctx, 'console.read');
  const rows = await ctx.db
    .select()
    .from(failover)
    .where(and(...withinRange(failover.at, input), ...filters(input), after(input.cursor)))
    .orderBy(desc(failover.at), desc(eventId))
    .limit(input.limit + 1);
  return pageFrom(rows, input.limit, {
    item: failoverItemOf,
    position: (row) => ({ at: row.at, id: eventIdOf(row) }),
  });
}

/** A stored move as the console's JSON has it. */
export const failoverItemOf = (row: FailoverRow): FailoverItem => ({
  request_id: row.requestId,
  index: row.index,
  at: row.at.toISOString(),
  route: row.route,
  primary: row.primary,
  fallback: row.fallback,
  trigger: row.trigger,
  error_kind: row.errorKind,
  primary_ms: row.primaryMs,
  fallback_ms: row.fallbackMs,
  latency_delta_ms: row.latencyDeltaMs,
  outcome: row.outcome,
});

/** Several moves of one request may carry the same millisecond: the index tells them apart. */
const eventId = sql`(${failover.requestId} || '#' || lpad(${failover.index}::text, 4, '0'))`;
const eventIdOf = (row: FailoverRow): string => `${row.requestId}#${String(row.index).padStart(4, '0')}`;

const after = (cursor: string | undefined) => afterCursor({ at: failover.at, id: eventId }, cursor);

const filters = (input: ListFailoversInput) => [
  matchesAny(failover.route, input.route),
  matchesAny(failover.primary, input.primary),
  matchesAny(failover.fallback, input.fallback),
  matchesAny(failover.trigger, input.trigger),
  matchesAny(failover.errorKind, input.error_kind),
  matchesAny(failover.outcome, input.outcome),
];

import { and, asc, desc, eq } from 'drizzle-orm';
import type { Queryable } from '../client.ts';
import { attempt, failover, request, skippedTarget } from '../schema/index.ts';
import {
  after,
  type Match,
  matches,
  type Page,
  type TimeRange,
  toPage,
  within,
} from './request-log/conditions.ts';
import type { Position } from './request-log/cursor.ts';

export type { Match, Page, TimeRange } from './request-log/conditions.ts';
export { decodeCursor, type Position } from './request-log/cursor.ts';

/** A request as stored. Costs are nano-USD. */
export type RequestRow = typeof request.$inferSelect;
/** An upstream call as stored. */
export type AttemptRow = typeof attempt.$inferSelect;
/** A target that was passed over, as stored. */
export type SkippedRow = typeof skippedTarget.$inferSelect;
/** A move past a target, as stored. */
export type FailoverRow = typeof failover.$inferSelect;

/** A request with everything that happened to it, each list in order. */
export type RequestWithAttempts = RequestRow & {
  readonly attempts: readonly AttemptRow[];
  readonly skipped: readonly SkippedRow[];
  readonly failoverEvents: readonly FailoverRow[];
};

/** What requests can be filtered by. */
export interface RequestFilters {
  readonly route?: Match;
  readonly provider?: Match;
  readonly model?: Match;
  readonly status?: Match;
  readonly errorKind?: Match;
  /** Name of the virtual key. */
  readonly key?: Match;
  readonly team?: Match;
  readonly stream?: boolean | undefined;
}

/** What failovers can be filtered by. */
export interface FailoverFilters {
  readonly route?: Match;
  readonly primary?: Match;
  readonly fallback?: Match;
  readonly errorKind?: Match;
  readonly trigger?: Match;
  readonly outcome?: Match;
}

/** One page of a list: how many rows, of which time, after which position. */
export interface ListQuery<Filters> extends TimeRange {
  readonly filters?: Filters | undefined;
  /** Where the page before ended, as `decodeCursor` reads it. */
  readonly cursor?: Position | undefined;
  readonly limit: number;
}

/** Requests, newest first. */
export async function listRequests(
  db: Queryable,
  query: ListQuery<RequestFilters>,
): Promise<Page<RequestRow>> {
  const rows = await db
    .select()
    .from(request)
    .where(
      and(...requestConditions(query, query.filters), after([request.startedAt, request.id], query.cursor)),
    )
    .orderBy(desc(request.startedAt), desc(request.id))
    .limit(query.limit + 1);
  return toPage(rows, query.limit, (row) => ({ at: row.startedAt, id: row.id, index: 0 }));
}

/** One request with its attempts, skipped targets and failovers; null when there is none of that id. */
export async function findRequest(db: Queryable, id: string): Promise<RequestWithAttempts | null> {
  const [found] = await db.select().from(request).where(eq(request.id, id));
  if (found === undefined) return null;
  const [attempts, skipped, failoverEvents] = await Promise.all([
    db.select().from(attempt).where(eq(attempt.requestId, id)).orderBy(asc(attempt.index)),
    db.select().from(skippedTarget).where(eq(skippedTarget.requestId, id)).orderBy(asc(skippedTarget.index)),
    db.select().from(failover).where(eq(failover.requestId, id)).orderBy(asc(failover.index)),
  ]);
  return { ...found, attempts, skipped, failoverEvents };
}

/** Failovers, newest first. */
export async function listFailovers(
  db: Queryable,
  query: ListQuery<FailoverFilters>,
): Promise<Page<FailoverRow>> {
  const filters = query.filters ?? {};
  const rows = await db
    .select()
    .from(failover)
    .where(
      and(
        ...within(failover.at, query),
        matches(failover.route, filters.route),
        matches(failover.primary, filters.primary),
        matches(failover.fallback, filters.fallback),
        matches(failover.errorKind, filters.errorKind),
        matches(failover.trigger, filters.trigger),
        matches(failover.outcome, filters.outcome),
        after([failover.at, failover.requestId, failover.index], query.cursor),
      ),
    )
    .orderBy(desc(failover.at), desc(failover.requestId), desc(failover.index))
    .limit(query.limit + 1);
  return toPage(rows, query.limit, (row) => ({ at: row.at, id: row.requestId, index: row.index }));
}

/** The conditions that a time range and filters put on requests. */
export function requestConditions(range: TimeRange, filters: RequestFilters = {}) {
  return [
    ...within(request.startedAt, range),
    matches(request.route, filters.route),
    matches(request.provider, filters.provider),
    matches(request.model, filters.model),
    matches(request.status, filters.status),
    matches(request.errorKind, filters.errorKind),
    matches(request.keyName, filters.key),
    matches(request.team, filters.team),
    filters.stream === undefined ? undefined : eq(request.stream, filters.stream),
  ];
}

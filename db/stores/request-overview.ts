import { and, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from '../client.ts';
import { request } from '../schema/index.ts';
import { type RequestFilters, requestConditions, type TimeRange } from './request-log.ts';

/** Sums over the requests of a time range. */
export interface OverviewSums {
  readonly requests: number;
  readonly errors: number;
  readonly partial: number;
  readonly canceled: number;
  /** Moves past a target. */
  readonly failovers: number;
  /** Requests that were answered although a target failed them. */
  readonly rescued: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** A decimal string: the sum may exceed 64 bits. */
  readonly costNanoUsd: string;
  /** Milliseconds; null without requests. */
  readonly p50DurationMs: number | null;
  readonly p95DurationMs: number | null;
  readonly p50OverheadMs: number | null;
}

/** The sums of one bucket of time. */
export interface OverviewBucket extends OverviewSums {
  /** The bucket's beginning. */
  readonly at: Date;
}

/** What to sum. */
export interface OverviewQuery extends TimeRange {
  readonly filters?: RequestFilters | undefined;
}

/** What to sum, by buckets of `bucketMs` milliseconds. */
export interface OverviewSeriesQuery extends OverviewQuery {
  readonly bucketMs: number;
  /** A moment at which a bucket begins, e.g. the viewer's midnight. Default: the Unix epoch. */
  readonly alignedTo?: Date | undefined;
}

const count = (condition: SQL) => sql<number>`count(*) filter (where ${condition})`.mapWith(Number);
const percentile = (share: number, column: SQL) =>
  sql<number | null>`percentile_cont(${sql.raw(String(share))}) within group (order by ${column})`;

const sums = {
  requests: sql<number>`count(*)`.mapWith(Number),
  errors: count(sql`${request.status} = 'error'`),
  partial: count(sql`${request.status} = 'partial'`),
  canceled: count(sql`${request.status} = 'canceled'`),
  failovers: sql<number>`coalesce(sum(${request.failovers}), 0)`.mapWith(Number),
  rescued: count(sql`${request.failovers} > 0 and ${request.status} = 'ok'`),
  inputTokens: sql<number>`coalesce(sum(${request.inputTokens}), 0)`.mapWith(Number),
  outputTokens: sql<number>`coalesce(sum(${request.outputTokens}), 0)`.mapWith(Number),
  costNanoUsd: sql<string>`coalesce(sum(${request.costNanoUsd}), 0)::text`,
  p50DurationMs: percentile(0.5, sql`${request.durationMs}`),
  p95DurationMs: percentile(0.95, sql`${request.durationMs}`),
  p50OverheadMs: percentile(0.5, sql`${request.overheadMs}`),
};

/** One line of sums over a time range; all zero and null when nothing matches. */
export async function overviewSums(db: Queryable, query: OverviewQuery): Promise<OverviewSums> {
  const [row] = await db
    .select(sums)
    .from(request)
    .where(and(...requestConditions(query, query.filters)));
  if (row === undefined) throw new Error('An aggregate without groups always has one row.');
  return row;
}

/** Sums by bucket, oldest first. A bucket without requests is absent: a gap is not a zero. */
export function overviewSeries(db: Queryable, query: OverviewSeriesQuery): Promise<OverviewBucket[]> {
  const origin = (query.alignedTo ?? new Date(0)).toISOString();
  const bucket = sql`date_bin(make_interval(secs => ${query.bucketMs / 1_000}::float8), ${request.startedAt}, ${origin}::timestamptz)`;
  return db
    .select({ at: bucket.mapWith(request.startedAt), ...sums })
    .from(request)
    .where(and(...requestConditions(query, query.filters)))
    .groupBy(sql`1`)
    .orderBy(sql`1`);
}

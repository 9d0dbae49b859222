import { type SQL, sql } from 'drizzle-orm';
import { attempt, request } from '../schema/index.ts';
import type { TimeRange } from './time-ranges.ts';

/** What a request is counted by. */
const counts = [
  'requests',
  'ok',
  'errors',
  'partial',
  'canceled',
  'rescued',
  'failovers',
  'estimated',
  'unpriced',
] as const;

/** What is paid for. */
const amounts = [
  'input_tokens',
  'output_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'cost_nano_usd',
] as const;

/** The columns that hold sums, in every table of sums. */
export const sumNames = [...counts, ...amounts] as const;

/** The columns that sums of usage are grouped by, beside the bucket; in the order of `usageGroupings`. */
export const dimensionNames = ['route', 'provider', 'model', 'key_name', 'team'] as const;

/** Names of columns, with what stands before each. */
export const columnList = (names: readonly string[], before = sql``): SQL =>
  sql.join(
    names.map((name) => sql`${before}${sql.identifier(name)}`),
    sql`, `,
  );

/** `sum(requests) as requests, …` over rows that have these columns. */
export const sumList = (names: readonly string[]): SQL =>
  sql.join(
    names.map((name) => sql`sum(${sql.identifier(name)}) as ${sql.identifier(name)}`),
    sql`, `,
  );

/** A point in time as PostgreSQL takes it. */
export const instantSql = (unixMs: number): SQL => sql`${new Date(unixMs).toISOString()}::timestamptz`;

/** Whether a time lies in one of the ranges. */
export function withinRanges(column: SQL, ranges: readonly TimeRange[]): SQL {
  if (ranges.length === 0) return sql`false`;
  const each = ranges.map(
    ({ fromMs, toMs }) => sql`(${column} >= ${instantSql(fromMs)} and ${column} < ${instantSql(toMs)})`,
  );
  return sql`(${sql.join(each, sql` or `)})`;
}

const epoch = sql`'1970-01-01T00:00:00Z'::timestamptz`;

/** Start of the minute in which a time lies. */
export const minuteOf = (column: SQL): SQL => sql`date_bin('1 minute', ${column}, ${epoch})`;

/** Start of the hour (UTC) in which a time lies. */
export const hourOf = (column: SQL): SQL => sql`date_bin('1 hour', ${column}, ${epoch})`;

/**
 * The requests that started in these ranges, as rows to be summed: each request once with its counts, and each of its
 * attempts with what was paid for it. A request without attempts carries its own amounts.
 */
export function legsOf(ranges: readonly TimeRange[]): SQL {
  const requests = withinRanges(sql`q.started_at`, ranges);
  const attempts = withinRanges(sql`a.request_started_at`, ranges);
  const none = sql.join(
    counts.map(() => sql`0`),
    sql`, `,
  );
  const own = sql.join(
    amounts.map((name) => sql`case when a.request_id is null then q.${sql.identifier(name)} else 0 end`),
    sql`, `,
  );
  return sql`
    select q.started_at as at, q.route, q.provider, q.model, q.key_name, q.team, q.tags, ${countsOfRequest}, ${own}
    from ${request} q left join ${attempt} a
      on a.request_started_at = q.started_at and a.request_id = q.id and a.index = 0 and ${attempts}
    where ${requests}
    union all
    select q.started_at, q.route, a.provider, a.model, q.key_name, q.team, q.tags, ${none}, ${columnList(amounts, sql`a.`)}
    from ${attempt} a join ${request} q on q.started_at = a.request_started_at and q.id = a.request_id
    where ${attempts} and ${requests}`;
}

/** The columns of {@link legsOf}, for a CTE of its own. */
export const legColumns: SQL = columnList(['at', ...dimensionNames, 'tags', ...sumNames]);

const countsOfRequest = sql`1, (q.status = 'ok')::int, (q.status = 'error')::int, (q.status = 'partial')::int,
  (q.status = 'canceled')::int, (q.failovers > 0 and q.status = 'ok')::int, q.failovers, q.estimated::int, (not q.priced)::int`;

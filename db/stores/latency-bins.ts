import { type SQL, sql } from 'drizzle-orm';
import { failover, request } from '../schema/index.ts';
import type { TimeRange } from './time-ranges.ts';
import { minuteOf, withinRanges } from './usage-sql.ts';

/** Bins for each doubling: the middle of a bin is at most 4.5 % from any value in it. */
const binsPerDoubling = 8;

/** How many values fell into a bin. */
export interface BinCount {
  readonly bin: number;
  readonly count: number;
}

/** The bin of a number of milliseconds: 0 below one millisecond, then by the power of two, negative for what was saved. */
const binOf = (ms: SQL): SQL =>
  sql`(case when abs(${ms}) < 1 then 0 else sign(${ms}) * (1 + floor(ln(abs(${ms})::float8) / ln(2::float8) * ${sql.raw(String(binsPerDoubling))})) end)::smallint`;

/** The middle of a bin in milliseconds. */
export const middleOf = (bin: number): number =>
  bin === 0 ? 0.5 : Math.sign(bin) * 2 ** ((Math.abs(bin) - 0.5) / binsPerDoubling);

/** Values of the requests that started in these ranges: `bucket` (the minute), `route`, `provider`, `model`, `metric`, `bin`. */
export const latencyValuesOf = (ranges: readonly TimeRange[]): SQL => sql`
  select ${minuteOf(sql`q.started_at`)} as bucket, q.route, q.provider, q.model, v.metric, ${binOf(sql`v.ms`)} as bin
  from ${request} q
    cross join lateral (values ('duration', q.duration_ms), ('first_token', q.first_token_ms)) v(metric, ms)
  where ${withinRanges(sql`q.started_at`, ranges)} and q.status = 'ok' and v.ms is not null
  union all
  select ${minuteOf(sql`f.request_started_at`)}, f.route, split_part(f.primary_target, '/', 1),
    substr(f.primary_target, strpos(f.primary_target, '/') + 1), 'failover_delta', ${binOf(sql`f.latency_delta_ms`)}
  from ${failover} f
  where ${withinRanges(sql`f.request_started_at`, ranges)} and f.latency_delta_ms is not null`;

/**
 * The value below which a share (0 to 1) of the values lies, in milliseconds; null without values. Between two values it
 * lies as far as the share does, so that the median of two is their mean.
 */
export function percentileOf(histogram: readonly BinCount[], share: number): number | null {
  const sorted = histogram.toSorted((a, b) => a.bin - b.bin);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const rank = share * (total - 1);
  const below = valueAt(sorted, Math.floor(rank));
  const above = valueAt(sorted, Math.ceil(rank));
  return below + (above - below) * (rank - Math.floor(rank));
}

function valueAt(sorted: readonly BinCount[], rank: number): number {
  let passed = 0;
  for (const { bin, count } of sorted) {
    passed += count;
    if (rank < passed) return middleOf(bin);
  }
  return middleOf(sorted.at(-1)?.bin ?? 0);
}

import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '../client.ts';
import { latencyHour, latencyMinute } from '../schema/index.ts';
import { type BinCount, latencyValuesOf } from './latency-bins.ts';
import type { TimeRange } from './time-ranges.ts';
import type { UsageState } from './usage-parts.ts';
import { withinRanges } from './usage-sql.ts';
import { clampToExtent, partsOf, stepOf, type UsageSteps } from './usage-steps.ts';

/** How long answered requests took, as a histogram for each step, by the step's start in Unix milliseconds. */
export async function readDurations(
  tx: Transaction,
  state: UsageState,
  query: { readonly range: TimeRange; readonly steps: UsageSteps },
): Promise<ReadonlyMap<number, readonly BinCount[]>> {
  const range = clampToExtent(query.range, state);
  if (range === null) return new Map();
  const parts = await partsOf(tx, state, { range, steps: query.steps });
  const merged = (table: SQL, metric: string, ranges: readonly TimeRange[]) => sql`
    select bucket, b.bin, b.n from ${table} m cross join lateral unnest(m.bins, m.counts) b(bin, n)
    where metric = ${metric} and ${withinRanges(sql`bucket`, ranges)}`;
  const rows = await tx.execute<{ bucket_ms: string; bin: number; n: string }>(sql`
    with fine as (
      ${merged(sql`${latencyHour}`, 'duration_of_all', parts.hours)} union all
      ${merged(sql`${latencyMinute}`, 'duration', parts.minutes)} union all
      select bucket, bin, 1 from (${latencyValuesOf(parts.raw)}) v where metric = 'duration'
    )
    select extract(epoch from ${stepOf(query.steps, range)}) * 1000 as bucket_ms, bin, sum(n) as n from fine group by 1, 2`);
  const steps = Map.groupBy(rows, (row) => Number(row.bucket_ms));
  return new Map(
    [...steps].map(([ms, list]) => [ms, list.map(({ bin, n }) => ({ bin: Number(bin), count: Number(n) }))]),
  );
}

import { type SQL, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import { request, rollupState, usageHour } from '../schema/index.ts';
import { forSums, lookBackMs, readTouchedMinutes } from './rollups.ts';
import {
  clipRanges,
  coarsenRanges,
  hourMs,
  mergeRanges,
  minuteMs,
  subtractRanges,
  type TimeRange,
  wholeSteps,
} from './time-ranges.ts';
import { instantSql } from './usage-sql.ts';

/** From where the sums of a range are taken, so that each request counts exactly once. */
export interface UsageParts {
  readonly hours: readonly TimeRange[];
  readonly minutes: readonly TimeRange[];
  /** Of these the rows themselves are read: they are not summed yet, or the range ends within a minute. */
  readonly raw: readonly TimeRange[];
}

/** What of the sums can be trusted at this moment, and what there is at all. */
export interface UsageState {
  /** Requests were recorded here since the last sums were made. */
  readonly touched: readonly TimeRange[];
  /** Unix milliseconds; before it there are only hours. */
  readonly keptFromMs: number;
  /** From the first request to after the last; null = there is none. */
  readonly extent: TimeRange | null;
}

/** More ranges in one statement would cost more to plan than to read a little too much. */
const maxRanges = 60;

/** Runs queries over one unchanging view of requests and sums. */
export const withUsage = <T>(
  db: Database['db'],
  read: (tx: Transaction, state: UsageState) => Promise<T>,
): Promise<T> =>
  db.transaction(async (tx) => read(tx, await readState(tx)), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  });

async function readState(tx: Transaction): Promise<UsageState> {
  await tx.execute(forSums);
  const [state] = await tx.select().from(rollupState);
  const watermark = state?.watermark ?? new Date(0);
  const keptFrom = state?.keptFrom ?? null;
  const [extent] = await tx.execute<{ first: string | null; last: string | null }>(sql`
    select extract(epoch from least((select min(bucket) from ${usageHour}), (select min(started_at) from ${request}))) * 1000 as first,
      extract(epoch from greatest((select max(bucket) from ${usageHour}), (select max(started_at) from ${request}))) * 1000 as last`);
  const since = sql`least(now(), ${instantSql(watermark.getTime())}) - make_interval(secs => ${lookBackMs / 1000})`;
  return {
    touched: await readTouchedMinutes(tx, sql`recorded_at >= ${since}`, keptFrom),
    keptFromMs: keptFrom?.getTime() ?? 0,
    extent: extentOf(extent?.first ?? null, extent?.last ?? null),
  };
}

function extentOf(first: string | null, last: string | null): TimeRange | null {
  if (first === null || last === null) return null;
  // The last may be the start of an hour that is summed.
  return { fromMs: Number(first), toMs: Number(last) + hourMs };
}

/**
 * Cuts a range. `splitHours` are hours that must not be taken whole, since a day of the viewer's zone begins within them.
 * Before `keptFromMs` there is nothing finer than hours: they are taken whole, where they begin within the range.
 */
export function usageParts(
  range: TimeRange,
  state: UsageState,
  splitHours: readonly TimeRange[] = [],
): UsageParts {
  const kept = { fromMs: Math.max(range.fromMs, state.keptFromMs), toMs: range.toMs };
  const old = { fromMs: range.fromMs, toMs: Math.min(range.toMs, state.keptFromMs) };
  const whole = wholeSteps(kept, minuteMs);
  const edges = subtractRanges(kept, whole === null ? [] : [whole]);
  const raw = clipRanges(coarsenRanges([...state.touched, ...edges], maxRanges), kept);
  const hours: TimeRange[] = [old];
  const minutes: TimeRange[] = [];
  for (const summed of subtractRanges(kept, raw)) {
    const middle = wholeSteps(summed, hourMs);
    const wholeHours = middle === null ? [] : subtractRanges(middle, splitHours);
    hours.push(...wholeHours);
    minutes.push(...subtractRanges(summed, wholeHours));
  }
  return { hours: mergeRanges(hours), minutes: mergeRanges(minutes), raw };
}

/** Days that are looked at for hours to split: ten years of them. */
const maxDays = 3_660;

/** The hours (UTC) of a range in the middle of which a day of a zone begins, as in India or Nepal. */
export async function readSplitHours(tx: Transaction, range: TimeRange, zone: string): Promise<TimeRange[]> {
  const zoneSql: SQL = sql`${zone}::text`;
  const rows = await tx.execute<{ ms: string }>(sql`
    select extract(epoch from date_trunc('hour', midnight, 'UTC')) * 1000 as ms
    from (
      select day at time zone ${zoneSql} as midnight from (
        select generate_series(
          date_trunc('day', ${instantSql(range.fromMs)} at time zone ${zoneSql}),
          ${instantSql(range.toMs)} at time zone ${zoneSql}, interval '1 day'
        ) as day limit ${maxDays}
      ) days
    ) midnights where extract(minute from midnight at time zone 'UTC') <> 0`);
  return mergeRanges(rows.map(({ ms }) => ({ fromMs: Number(ms), toMs: Number(ms) + hourMs })));
}

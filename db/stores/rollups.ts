import { eq, type SQL, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import {
  latencyHour,
  latencyMinute,
  request,
  rollupState,
  usageHour,
  usageHourGroup,
  usageHourTag,
  usageMinute,
  usageMinuteTag,
} from '../schema/index.ts';
import { usageGroupings } from '../schema/usage.ts';
import { latencyValuesOf } from './latency-bins.ts';
import { rollUpTags } from './rollup-tags.ts';
import { aroundSteps, hourMs, mergeRanges, minuteMs, type TimeRange } from './time-ranges.ts';
import {
  columnList,
  dimensionNames,
  hourOf,
  instantSql,
  legColumns,
  legsOf,
  minuteOf,
  sumList,
  sumNames,
  withinRanges,
} from './usage-sql.ts';

/**
 * A row is seen at most this long after its `recorded_at`: a statement may run for 15 s, and records are written by one
 * statement. Twice that, to be sure.
 */
export const lookBackMs = 30_000;

/** How far one call went: everything is summed, more is waiting, or another process is at it. */
export type RollupProgress = 'current' | 'behind' | 'busy';

/** Ranges that one statement is given. */
const rangesPerStatement = 50;
const stateId = 1;

/**
 * Sums what was recorded since the last time, at most about `maxRows` requests of it. Every minute that a request recorded
 * since the watermark, less the look-back, started in is summed anew from its rows; then its hour from its minutes. Doing it
 * twice changes nothing, and only one process does it at a time.
 */
export async function rollUp(db: Database['db'], maxRows = 20_000): Promise<RollupProgress> {
  await db
    .insert(rollupState)
    .values({ id: stateId, watermark: new Date(0) })
    .onConflictDoNothing();
  return db.transaction((tx) => rollUpSlice(tx, maxRows), { isolationLevel: 'repeatable read' });
}

/**
 * Settings of a transaction that sums. To compile many sums over few rows takes the server longer than to run them, and with
 * the memory that it gives by default it would sort on disk what fits into a few megabytes.
 */
export const forSums = sql`select set_config('jit', 'off', true), set_config('work_mem', '32MB', true)`;

async function rollUpSlice(tx: Transaction, maxRows: number): Promise<RollupProgress> {
  await tx.execute(forSums);
  const [state] = await tx
    .select()
    .from(rollupState)
    .where(eq(rollupState.id, stateId))
    .for('update', { skipLocked: true });
  if (state === undefined) return 'busy';
  const [end] = await tx.execute<{ now_ms: string; slice_ms: string | null }>(sql`
    select extract(epoch from now()) * 1000 as now_ms, (
      select extract(epoch from recorded_at) * 1000 from ${request}
      where recorded_at > ${instantSql(state.watermark.getTime())} order by recorded_at offset ${maxRows} limit 1
    ) as slice_ms`);
  if (end === undefined) return 'busy';
  const nowMs = Math.floor(Number(end.now_ms));
  const untilMs = end.slice_ms === null ? nowMs : Number(end.slice_ms);
  const sinceMs = Math.min(state.watermark.getTime(), nowMs) - lookBackMs;
  const recorded = sql`recorded_at >= ${instantSql(Math.max(0, sinceMs))} and recorded_at <= ${instantSql(untilMs)}`;
  const minutes = await readTouchedMinutes(tx, recorded, state.keptFrom);
  // Where they are many and apart, to sum what lies between them again costs less than a statement for each.
  const touched = minutes.length > rangesPerStatement ? mergeRanges(minutes, hourMs) : minutes;
  for (let index = 0; index < touched.length; index += rangesPerStatement) {
    await sumAnew(tx, touched.slice(index, index + rangesPerStatement));
  }
  await tx
    .update(rollupState)
    .set({ watermark: new Date(untilMs) })
    .where(eq(rollupState.id, stateId));
  return end.slice_ms === null ? 'current' : 'behind';
}

/** The minutes in which requests started of which `condition` holds; those whose requests were dropped are final. */
export async function readTouchedMinutes(
  tx: Transaction,
  condition: SQL,
  keptFrom: Date | null,
): Promise<TimeRange[]> {
  const rows = await tx.execute<{ ms: string }>(sql`
    select distinct extract(epoch from ${minuteOf(sql`started_at`)}) * 1000 as ms from ${request}
    where ${condition} and started_at >= ${instantSql(keptFrom?.getTime() ?? 0)}`);
  return mergeRanges(rows.map(({ ms }) => ({ fromMs: Number(ms), toMs: Number(ms) + minuteMs })));
}

async function sumAnew(tx: Transaction, minutes: readonly TimeRange[]): Promise<void> {
  const hours = mergeRanges(minutes.map((range) => aroundSteps(range, hourMs)));
  const inMinutes = withinRanges(sql`bucket`, minutes);
  const inHours = withinRanges(sql`bucket`, hours);
  for (const table of [usageMinute, usageMinuteTag, latencyMinute]) {
    await tx.execute(sql`delete from ${table} where ${inMinutes}`);
  }
  await sumMinutes(tx, minutes);
  await rollUpTags(tx, minutes);
  await tx.execute(sql`
    insert into ${latencyMinute} (bucket, route, provider, model, metric, bins, counts)
    select bucket, route, provider, model, metric, array_agg(bin order by bin), array_agg(n order by bin)
    from (select bucket, route, provider, model, metric, bin, count(*)::int as n from (${latencyValuesOf(minutes)}) v group by 1, 2, 3, 4, 5, 6) h
    group by 1, 2, 3, 4, 5`);
  for (const table of [usageHour, usageHourGroup, usageHourTag, latencyHour]) {
    await tx.execute(sql`delete from ${table} where ${inHours}`);
  }
  await sumHours(tx, inHours);
}

async function sumMinutes(tx: Transaction, minutes: readonly TimeRange[]): Promise<void> {
  const dimensions = columnList(dimensionNames);
  await tx.execute(sql`
    with legs(${legColumns}) as (${legsOf(minutes)})
    insert into ${usageMinute} (bucket, ${dimensions}, ${columnList(sumNames)})
    select ${minuteOf(sql`at`)}, ${dimensions}, ${sumList(sumNames)} from legs group by 1, ${dimensions}`);
}

async function sumHours(tx: Transaction, inHours: SQL): Promise<void> {
  const hour = hourOf(sql`bucket`);
  const dimensions = columnList(dimensionNames);
  await tx.execute(sql`
    insert into ${usageHour} (bucket, ${dimensions}, ${columnList(sumNames)})
    select ${hour}, ${dimensions}, ${sumList(sumNames)} from ${usageMinute} where ${inHours} group by 1, ${dimensions}`);
  await sumHoursByGroup(tx, inHours);
  await tx.execute(sql`
    insert into ${usageHourTag} (bucket, tag, value, ${columnList(sumNames)})
    select ${hour}, tag, value, ${sumList(sumNames)} from ${usageMinuteTag} where ${inHours} group by 1, tag, value`);
  await tx.execute(sql`
    insert into ${latencyHour} (bucket, route, provider, model, metric, bins, counts)
    select bucket, route, provider, model, metric, array_agg(bin order by bin), array_agg(n order by bin)
    from (
      select ${hour} as bucket, route, provider, model, metric, b.bin, sum(b.n)::int as n
      from ${latencyMinute} m cross join lateral unnest(m.bins, m.counts) b(bin, n)
      where ${inHours} group by 1, 2, 3, 4, 5, 6
    ) h group by 1, 2, 3, 4, 5`);
}

/** In a grouping set, the columns that it does not group by are null: what is left is the name. */
async function sumHoursByGroup(tx: Transaction, inHours: SQL): Promise<void> {
  const place = sql.join(
    dimensionNames.map(
      (name, index) => sql`when grouping(${sql.identifier(name)}) = 0 then ${usageGroupings[index + 1]}`,
    ),
    sql` `,
  );
  const sets = sql.join(
    dimensionNames.map((name) => sql`(bucket, ${sql.identifier(name)})`),
    sql`, `,
  );
  await tx.execute(sql`
    insert into ${usageHourGroup} (grouping, bucket, name, ${columnList(sumNames)})
    select case ${place} else 'all' end, bucket, coalesce(${columnList(dimensionNames)}), ${sumList(sumNames)}
    from ${usageHour} where ${inHours} group by grouping sets ((bucket), ${sets})`);
  await tx.execute(sql`
    insert into ${latencyHour} (bucket, metric, bins, counts)
    select bucket, 'duration_of_all', array_agg(bin order by bin), array_agg(n order by bin)
    from (
      select bucket, b.bin, sum(b.n)::int as n from ${latencyHour} m cross join lateral unnest(m.bins, m.counts) b(bin, n)
      where ${inHours} and metric = 'duration' group by 1, 2
    ) h group by 1`);
}

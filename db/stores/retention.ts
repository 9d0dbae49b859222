import { type SQL, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../client.ts';
import { organisation, rollupState, usageTagValue } from '../schema/index.ts';
import {
  createPartition,
  type Month,
  monthOf,
  type PartitionedTable,
  partitionedNames,
  readMonths,
  readMonthsOfDefault,
} from './partitions.ts';
import { instantSql } from './usage-sql.ts';

/** Days that requests are kept when the organisation says nothing. */
export const defaultRequestsDays = 90;

const dayMs = 24 * 60 * 60_000;
const monthsAhead = 2;
/** A partition is made for rows that come late, but not for those of a clock that is years behind. */
const monthsBehind = 13;
/** Any constant does, as long as it is the same in every version: the bytes of `undrtidy` as a bigint. */
const lockKey = sql.raw(String(Buffer.from('undrtidy').readBigInt64BE()));
/** Who reads for longer than this is not waited for, since whoever writes would wait as well: the next run tries again. */
const lockTimeout = sql.raw("'2s'");

/** Days that requests are kept, as the organisation's settings say. */
export async function readRequestsDays(db: Database['db']): Promise<number> {
  const [row] = await db
    .select({ days: sql<unknown>`${organisation.limits} #> '{retention,requests_days}'` })
    .from(organisation);
  const days = row?.days;
  return typeof days === 'number' && days >= 1 ? days : defaultRequestsDays;
}

/** What a run did, by the names of partitions such as `request_2026_11`. */
export interface TidyReport {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
}

/**
 * Drops the months of which every request is older than `requestsDays`, and makes the partitions of this month, of the next two
 * and of those in which rows have arrived. Each in a short transaction of its own. Call it when everything is summed: the
 * sums of what is dropped are final from here on.
 */
export async function tidyPartitions(
  db: Database['db'],
  nowMs: number,
  requestsDays: number,
): Promise<TidyReport> {
  const cutoffMs = Math.max(0, nowMs - requestsDays * dayMs);
  const dropped = await dropMonths(db, monthOf(cutoffMs));
  await removeStrays(db, cutoffMs);
  return { dropped, made: await makeMonths(db, nowMs, monthOf(cutoffMs)) };
}

async function dropMonths(db: Database['db'], keptFrom: Month): Promise<string[]> {
  const old: string[] = [];
  for (const table of partitionedNames) {
    const months = await readMonths(db, table);
    const past = months.filter(({ range }) => range.fromMs < keptFrom.range.fromMs);
    old.push(...past.map(({ name }) => `${table}_${name}`));
  }
  if (old.length === 0) return [];
  await moveKeptFrom(db, keptFrom);
  const dropped: string[] = [];
  for (const partition of old) {
    const drop = sql`drop table if exists ${sql.identifier(partition)}`;
    if (await shortly(db, (tx) => tx.execute(drop))) dropped.push(partition);
  }
  return dropped;
}

/** From here on what lies before it is read from the hours alone. It never moves back: what was dropped does not return. */
async function moveKeptFrom(db: Database['db'], { range }: Month): Promise<void> {
  const from = instantSql(range.fromMs);
  await db.execute(sql`
    insert into ${rollupState} (id, watermark, kept_from) values (1, ${instantSql(0)}, ${from})
    on conflict (id) do update set kept_from = greatest(${rollupState}.kept_from, excluded.kept_from)`);
  for (const table of ['usage_minute_default', 'usage_minute_tag_default', 'latency_minute_default']) {
    await db.execute(sql`delete from ${sql.identifier(table)} where bucket < ${from}`);
  }
  const day = new Date(range.fromMs).toISOString().slice(0, 10);
  await db.execute(sql`delete from ${usageTagValue} where day < ${day}::date`);
}

/** What wrong clocks wrote lies in the default partitions, and goes when it was recorded long enough ago. */
async function removeStrays(db: Database['db'], cutoffMs: number): Promise<void> {
  const children = ['attempt_default', 'skipped_target_default', 'failover_default'].map(
    (name, index): SQL => sql`${sql.identifier(`gone_${index}`)} as (
      delete from ${sql.identifier(name)} c using gone where c.request_started_at = gone.started_at and c.request_id = gone.id
    )`,
  );
  await db.execute(sql`
    with gone as (delete from request_default where recorded_at < ${instantSql(cutoffMs)} returning id, started_at),
    ${sql.join(children, sql`, `)} select 1`);
}

async function makeMonths(db: Database['db'], nowMs: number, keptFrom: Month): Promise<string[]> {
  const [state] = await db.select({ keptFrom: rollupState.keptFrom }).from(rollupState);
  const fromMs = Math.max(
    keptFrom.range.fromMs,
    state?.keptFrom?.getTime() ?? 0,
    monthOf(nowMs, -monthsBehind).range.fromMs,
  );
  const within = { fromMs, toMs: monthOf(nowMs, monthsAhead).range.toMs };
  const ahead = Array.from({ length: monthsAhead + 1 }, (_, later) => monthOf(nowMs, later));
  const made: string[] = [];
  for (const table of partitionedNames) {
    const arrived = await readMonthsOfDefault(db, table, within);
    for (const month of await missing(db, table, [...ahead, ...arrived])) {
      if (await shortly(db, (tx) => createPartition(tx, table, month))) made.push(`${table}_${month.name}`);
    }
  }
  return made;
}

async function missing(db: Database['db'], table: PartitionedTable, wanted: readonly Month[]) {
  const there = new Set((await readMonths(db, table)).map(({ name }) => name));
  const byName = new Map(wanted.map((month) => [month.name, month]));
  return [...byName.values()].filter(({ name }) => !there.has(name));
}

/** Whether it was done: not when another process is at it, which then does it all. */
function shortly(db: Database['db'], work: (tx: Transaction) => Promise<unknown>): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`set local lock_timeout = ${lockTimeout}`);
    const [lock] = await tx.execute<{ held: boolean }>(
      sql`select pg_try_advisory_xact_lock(${lockKey}) as held`,
    );
    if (lock?.held !== true) return false;
    await work(tx);
    return true;
  });
}

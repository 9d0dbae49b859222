import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '../client.ts';
import { usageHourGroup, usageHourTag, usageMinute, usageMinuteTag, usageTagValue } from '../schema/index.ts';
import { maxTagValues, otherValues, tagDayOf } from './rollup-tags.ts';
import type { TimeRange } from './time-ranges.ts';
import type { UsageParts, UsageState } from './usage-parts.ts';
import {
  columnList,
  type dimensionNames,
  legColumns,
  legsOf,
  minuteOf,
  sumList,
  sumNames,
  withinRanges,
} from './usage-sql.ts';
import { clampToExtent, partsOf, stepOf, type UsageSteps } from './usage-steps.ts';

type Dimension = (typeof dimensionNames)[number];

/** By what spending is grouped: a column of the sums, or the value of a tag. */
export type UsageGrouping = { readonly column: Dimension } | { readonly tag: string } | 'nothing';

/** What is asked of the sums. */
export interface UsageQuery {
  readonly range: TimeRange;
  readonly grouping: UsageGrouping;
  readonly steps: UsageSteps;
  /** The order and bound of the rows, over `bucket` and `grp`; without it, all in no order. */
  readonly page?: {
    readonly after: { readonly bucketMs: number; readonly group: string | null } | null;
    readonly limit: number;
  };
}

/** Sums of one group in one step. */
export interface UsageRow {
  /** Start of the step in Unix milliseconds; of the range when there are no steps. */
  readonly bucketMs: number;
  readonly group: string | null;
  readonly requests: number;
  readonly ok: number;
  readonly errors: number;
  readonly partial: number;
  readonly canceled: number;
  readonly rescued: number;
  readonly failovers: number;
  readonly estimated: number;
  readonly unpriced: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  readonly costNanoUsd: bigint;
}

/** Exact sums, up to the last record written. */
export async function readUsage(tx: Transaction, state: UsageState, query: UsageQuery): Promise<UsageRow[]> {
  const range = clampToExtent(query.range, state);
  if (range === null) return [];
  const parts = await partsOf(tx, state, { range, steps: query.steps });
  const rows = await tx.execute<Record<string, string | null>>(sql`
    with fine as (${fineRows(parts, query.grouping)}),
    stepped as (
      select ${stepOf(query.steps, range)} as bucket, grp, ${sumList(sumNames)} from fine group by 1, 2
    )
    select extract(epoch from bucket) * 1000 as bucket_ms, grp, ${columnList(sumNames)} from stepped
    where (requests <> 0 or input_tokens <> 0 or output_tokens <> 0 or cost_nano_usd <> 0)
    ${pageOf(query.page)}`);
  return rows.map(usageRowOf);
}

function pageOf(page: UsageQuery['page']): SQL {
  if (page === undefined) return sql``;
  // No name comes before the empty one.
  const name = sql`grp is not null, coalesce(grp, '') collate "C"`;
  return sql`${page.after === null ? sql`` : after(page.after, name)} order by bucket desc, ${name} limit ${page.limit}`;
}

function after({ bucketMs, group }: { bucketMs: number; group: string | null }, name: SQL): SQL {
  const bucket = sql`to_timestamp(${bucketMs / 1000}::float8)`;
  const last = sql`(${group !== null}::boolean, ${group ?? ''}::text)`;
  return sql`and (bucket < ${bucket} or (bucket = ${bucket} and (${name}) > ${last}))`;
}

/** Rows to be summed: `bucket` (an hour or a minute), `grp` and the sums. */
function fineRows(parts: UsageParts, grouping: UsageGrouping): SQL {
  if (grouping === 'nothing') return sql.join(plainRows(parts, null), sql` union all `);
  if ('column' in grouping) return sql.join(plainRows(parts, grouping.column), sql` union all `);
  // What has no such tag is everything less what has it.
  const untagged = plainRows(parts, null);
  const tagged = tagRows(parts, grouping.tag);
  const less = tagged.map(
    (rows) => sql`select bucket, null::text as grp, ${negatedSums} from (${rows}) tagged`,
  );
  return sql.join([...untagged, ...tagged, ...less], sql` union all `);
}

const negatedSums = sql.join(
  sumNames.map((name) => sql`-${sql.identifier(name)} as ${sql.identifier(name)}`),
  sql`, `,
);

const summedRows = (from: SQL, bucket: SQL, group: SQL | ReturnType<typeof sql.identifier>): SQL =>
  sql`select ${bucket} as bucket, ${group} as grp, ${sumList(sumNames)} from ${from} group by 1, 2`;

/** Hours have sums by each dimension alone, which are few. */
function plainRows(parts: UsageParts, column: Dimension | null): SQL[] {
  const group = column === null ? sql`null::text` : sql.identifier(column);
  const inHours = withinRanges(sql`bucket`, parts.hours);
  const inMinutes = withinRanges(sql`bucket`, parts.minutes);
  return [
    sql`select bucket, name as grp, ${columnList(sumNames)} from ${usageHourGroup} where grouping = ${column ?? 'all'} and ${inHours}`,
    summedRows(sql`${usageMinute} where ${inMinutes}`, sql`bucket`, group),
    summedRows(sql`(${legsOf(parts.raw)}) legs(${legColumns})`, minuteOf(sql`at`), group),
  ];
}

function tagRows(parts: UsageParts, tag: string): SQL[] {
  const within = (table: typeof usageHourTag | typeof usageMinuteTag, ranges: readonly TimeRange[]) =>
    sql`${table} where tag = ${tag} and ${withinRanges(sql`bucket`, ranges)}`;
  return [
    summedRows(within(usageHourTag, parts.hours), sql`bucket`, sql`value`),
    summedRows(within(usageMinuteTag, parts.minutes), sql`bucket`, sql`value`),
    summedRows(sql`(${taggedLegs(parts.raw, tag)}) legs`, minuteOf(sql`at`), sql`value`),
  ];
}

/** As the next rollup will name the values: what has a place for the day or will find one, and all others. */
const taggedLegs = (raw: readonly TimeRange[], tag: string): SQL => sql`
  select at, ${columnList(sumNames)},
    case when known or place + taken <= ${maxTagValues} then value else ${otherValues} end as value
  from (
    select l.*, l.tags ->> ${tag}::text as value, k.value is not null as known,
      dense_rank() over (partition by ${tagDayOf(sql`at`)}, k.value is not null order by l.tags ->> ${tag}::text) as place,
      (select count(*) from ${usageTagValue} n where n.day = ${tagDayOf(sql`at`)} and n.tag = ${tag}) as taken
    from (${legsOf(raw)}) l(${legColumns})
      left join ${usageTagValue} k on k.day = ${tagDayOf(sql`at`)} and k.tag = ${tag} and k.value = l.tags ->> ${tag}::text
    where l.tags ? ${tag}::text
  ) placed`;

function usageRowOf(row: Record<string, string | null>): UsageRow {
  const count = (name: (typeof sumNames)[number]) => Number(row[name]);
  return {
    bucketMs: Number(row.bucket_ms),
    group: row.grp ?? null,
    requests: count('requests'),
    ok: count('ok'),
    errors: count('errors'),
    partial: count('partial'),
    canceled: count('canceled'),
    rescued: count('rescued'),
    failovers: count('failovers'),
    estimated: count('estimated'),
    unpriced: count('unpriced'),
    inputTokens: count('input_tokens'),
    outputTokens: count('output_tokens'),
    cachedInputTokens: count('cached_input_tokens'),
    cacheWriteTokens: count('cache_write_tokens'),
    reasoningTokens: count('reasoning_tokens'),
    costNanoUsd: BigInt(row.cost_nano_usd ?? '0'),
  };
}

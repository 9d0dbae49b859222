import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '../client.ts';
import { request, usageMinuteTag, usageTagValue } from '../schema/index.ts';
import type { TimeRange } from './time-ranges.ts';
import { columnList, legColumns, legsOf, minuteOf, sumList, sumNames, withinRanges } from './usage-sql.ts';

/** Values of one tag that are summed by themselves on one day; what comes after them is {@link otherValues}. */
export const maxTagValues = 200;
/** Tags that are summed on one day. */
const maxTags = 50;

/** Stands for every value beyond the bound. */
export const otherValues = '(other)';

/** The day (UTC) whose list of values holds for a time. */
export const tagDayOf = (column: SQL): SQL => sql`(${column} at time zone 'UTC')::date`;

/** Sums the tags of minutes anew; their rows must have been removed. */
export async function rollUpTags(tx: Transaction, minutes: readonly TimeRange[]): Promise<void> {
  await rememberValues(tx, minutes);
  await tx.execute(sql`
    with legs(${legColumns}) as (${legsOf(minutes)}),
    tagged as (
      select l.*, t.key as tag, coalesce(k.value, ${otherValues}) as value
      from legs l cross join lateral jsonb_each_text(l.tags) t
        left join ${usageTagValue} k on k.day = ${tagDayOf(sql`l.at`)} and k.tag = t.key and k.value = t.value
      where exists (select from ${usageTagValue} n where n.day = ${tagDayOf(sql`l.at`)} and n.tag = t.key)
    )
    insert into ${usageMinuteTag} (bucket, tag, value, ${columnList(sumNames)})
    select ${minuteOf(sql`at`)}, tag, value, ${sumList(sumNames)} from tagged group by 1, tag, value`);
}

/** What came first keeps its place for the day, so that summing a minute again gives the same. */
async function rememberValues(tx: Transaction, minutes: readonly TimeRange[]): Promise<void> {
  await tx.execute(sql`
    with seen as materialized (
      select distinct ${tagDayOf(sql`q.started_at`)} as day, t.key as tag, t.value
      from ${request} q cross join lateral jsonb_each_text(q.tags) t
      where ${withinRanges(sql`q.started_at`, minutes)}
    ), known as materialized (
      select day, tag, count(*) as n from ${usageTagValue} where day in (select day from seen) group by day, tag
    ), names as (
      select day, tag from (
        select day, tag, row_number() over (partition by day order by known desc, tag) as place
        from (
          select day, tag, true as known from known
          union
          select distinct s.day, s.tag, false from seen s
          where not exists (select from known k where k.day = s.day and k.tag = s.tag)
        ) every
      ) placed where place <= ${maxTags}
    ), fresh as (
      select s.*, row_number() over (partition by s.day, s.tag order by s.value) as place
      from seen s join names n on n.day = s.day and n.tag = s.tag
      where not exists (select from ${usageTagValue} v where v.day = s.day and v.tag = s.tag and v.value = s.value)
    )
    insert into ${usageTagValue} (day, tag, value)
    select f.day, f.tag, f.value from fresh f left join known k on k.day = f.day and k.tag = f.tag
    where f.place + coalesce(k.n, 0) <= ${maxTagValues}
    on conflict do nothing`);
}

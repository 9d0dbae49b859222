import { sql } from 'drizzle-orm';
import type { Queryable } from '../client.ts';
import type { TimeRange } from './time-ranges.ts';

/** Tables whose rows lie in partitions of a month (UTC), and the column that says in which. */
export const partitionedTables = {
  request: 'started_at',
  attempt: 'request_started_at',
  skipped_target: 'request_started_at',
  failover: 'request_started_at',
  usage_minute: 'bucket',
  usage_minute_tag: 'bucket',
  latency_minute: 'bucket',
} as const;

/** One of {@link partitionedTables}. */
export type PartitionedTable = keyof typeof partitionedTables;

/** Their names. */
export const partitionedNames = Object.keys(partitionedTables) as PartitionedTable[];

/** A month of UTC. */
export interface Month {
  /** `2026_11`, the end of its partitions' names. */
  readonly name: string;
  readonly range: TimeRange;
}

/** The month in which a moment lies, or one that is some months later. */
export function monthOf(unixMs: number, later = 0): Month {
  const at = new Date(unixMs);
  const fromMs = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + later);
  const first = new Date(fromMs);
  const toMs = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1);
  return { name: first.toISOString().slice(0, 7).replace('-', '_'), range: { fromMs, toMs } };
}

/** The months whose partitions a table has, oldest first; its default partition is not among them. */
export async function readMonths(db: Queryable, table: PartitionedTable): Promise<Month[]> {
  const rows = await db.execute<{ name: string }>(sql`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = ${table}::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$' order by c.relname`);
  return rows.map(({ name }) => monthOf(Date.parse(`${name.slice(-7).replace('_', '-')}-01T00:00:00Z`)));
}

/**
 * Makes a table's partition for a month, unless it is there. Rows of that month which arrived before it did move out of the
 * default partition. Writers wait for the end of the transaction.
 */
export async function createPartition(tx: Queryable, table: PartitionedTable, month: Month): Promise<void> {
  const name = `${table}_${month.name}`;
  const [found] = await tx.execute<{ there: boolean }>(
    sql`select to_regclass(${name}::text) is not null as there`,
  );
  if (found?.there === true) return;
  const partition = sql.identifier(name);
  const parent = sql.identifier(table);
  const spare = sql.identifier(`${table}_default`);
  const column = sql.identifier(partitionedTables[table]);
  const [from, to] = [month.range.fromMs, month.range.toMs].map((ms) =>
    sql.raw(`'${new Date(ms).toISOString()}'`),
  );
  const ofMonth = sql`${column} >= ${from} and ${column} < ${to}`;
  // Nothing may arrive between the move and the moment from which it arrives in the new partition.
  await tx.execute(sql`lock table ${spare} in access exclusive mode`);
  await tx.execute(sql`create table ${partition} (like ${parent} including defaults including constraints)`);
  await tx.execute(
    sql`with moved as (delete from ${spare} where ${ofMonth} returning *) insert into ${partition} select * from moved`,
  );
  await tx.execute(
    sql`alter table ${parent} attach partition ${partition} for values from (${from}) to (${to})`,
  );
}

/** The months of which rows lie in a table's default partition, within a range. */
export async function readMonthsOfDefault(
  db: Queryable,
  table: PartitionedTable,
  within: TimeRange,
): Promise<Month[]> {
  const column = sql.identifier(partitionedTables[table]);
  const rows = await db.execute<{ month: string }>(sql`
    select distinct to_char(${column} at time zone 'UTC', 'YYYY-MM') as month from ${sql.identifier(`${table}_default`)}
    where ${column} >= ${new Date(within.fromMs).toISOString()}::timestamptz
      and ${column} < ${new Date(within.toMs).toISOString()}::timestamptz`);
  return rows.map(({ month }) => monthOf(Date.parse(`${month}-01T00:00:00Z`)));
}

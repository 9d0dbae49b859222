import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { RequestRecord } from '#lib/gateway/request-record.ts';
import type { Queryable } from '../client.ts';
import type * as schema from '../schema/index.ts';
import { attempt, failover, request, skippedTarget, virtualKey } from '../schema/index.ts';
import { storableInstant, storableName, toRows } from './record-rows.ts';

/**
 * Writes records with all their rows in one statement: all of it or nothing, within the time that a statement may take, on which
 * the look-back of the rollups relies. A batch that was already written, whole or in part, changes nothing, so that one
 * whose commit was not confirmed may be sent again.
 */
export async function insertRecords(
  db: PostgresJsDatabase<typeof schema>,
  records: readonly RequestRecord[],
): Promise<void> {
  const rows = toRows(records);
  const inserts = [
    insertion(request, rows.requests),
    insertion(attempt, rows.attempts),
    insertion(skippedTarget, rows.skipped),
    insertion(failover, rows.failovers),
  ].filter((insert) => insert !== null);
  if (inserts.length === 0) return;
  const parts = inserts.map((insert, index) => sql`${sql.identifier(`inserted_${index}`)} as (${insert})`);
  await db.execute(sql`with ${sql.join(parts, sql`, `)} select 1`);
}

/**
 * Notes when each key was last used. Apart from the records, which must not wait for an edit of a key; for the same reason,
 * and since two gateways that lock the same keys in different order would stop each other, a key that somebody has
 * locked is passed over: its next use is noted again.
 */
export async function touchKeys(db: Queryable, lastUsedMs: ReadonlyMap<string, number>): Promise<void> {
  const used = JSON.stringify(
    Array.from(lastUsedMs, ([id, ms]) => ({ id: storableName(id), at: storableInstant(ms) })),
  );
  await db.execute(sql`
    with used as materialized (
      select * from json_to_recordset(${used}::json) as used(id text, at timestamptz)
    ), free as materialized (
      select ${virtualKey}.id from ${virtualKey} join used on ${virtualKey}.id = used.id
      where last_used_at is null or last_used_at < used.at
      for no key update of ${virtualKey} skip locked
    )
    update ${virtualKey} set last_used_at = used.at from used join free on free.id = used.id
    where ${virtualKey}.id = used.id`);
}

/**
 * Writes rows, passing over those that are there already.
 *
 * One parameter for any number of rows: a statement with a placeholder per value would take the gateway's event loop
 * tens of milliseconds to build and PostgreSQL as long to parse, and ends at 65,534 placeholders.
 */
export async function insertRows<Table extends PgTable>(
  tx: Queryable,
  table: Table,
  rows: readonly Table['$inferInsert'][],
): Promise<void> {
  const insert = insertion(table, rows);
  if (insert !== null) await tx.execute(insert);
}

function insertion<Table extends PgTable>(table: Table, rows: readonly Table['$inferInsert'][]): SQL | null {
  if (rows.length === 0) return null;
  // By name, and without what nobody gave: a column with a default gets it, also one that a newer version added.
  const columns = Object.entries(getTableColumns(table)).filter(
    ([key, column]) => !column.hasDefault || rows.some((row) => given(row, key) !== undefined),
  );
  const names = sql.join(
    columns.map(([, column]) => sql.identifier(column.name)),
    sql`, `,
  );
  const json = toJson(
    rows,
    columns.map(([key, column]) => [key, column.name]),
  );
  return sql`insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, ${json}::json) on conflict do nothing`;
}

const given = (row: Record<string, unknown>, key: string): unknown => row[key];

function toJson(
  rows: readonly Record<string, unknown>[],
  columns: readonly (readonly [key: string, name: string])[],
): string {
  const objects = rows.map((row) => {
    // Not Object.fromEntries: it takes twice as long, on the thread that serves requests.
    const object: Record<string, unknown> = {};
    for (const [key, name] of columns) object[name] = jsonValue(row[key]);
    return object;
  });
  return JSON.stringify(objects);
}

/** JSON has no 64-bit integers; PostgreSQL reads them from strings. */
function jsonValue(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

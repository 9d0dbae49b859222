import { getTableColumns, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { RequestRecord } from '#lib/gateway/request-record.ts';
import type { Queryable } from '../client.ts';
import type * as schema from '../schema/index.ts';
import { attempt, failover, request, skippedTarget, virtualKey } from '../schema/index.ts';
import { storableInstant, storableName, toRows } from './record-rows.ts';

/**
 * Writes records with all their rows in one transaction. A batch that was already written, whole or in part, changes
 * nothing, so that one whose commit was not confirmed may be sent again.
 */
export async function insertRecords(
  db: PostgresJsDatabase<typeof schema>,
  records: readonly RequestRecord[],
): Promise<void> {
  const rows = toRows(records);
  await db.transaction(async (tx) => {
    await insertRows(tx, request, rows.requests);
    await insertRows(tx, attempt, rows.attempts);
    await insertRows(tx, skippedTarget, rows.skipped);
    await insertRows(tx, failover, rows.failovers);
  });
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
  if (rows.length === 0) return;
  // By name: a column that a newer version added gets its default, and is not sent an empty value by this one.
  const columns = sql.join(
    Object.values(getTableColumns(table)).map((column) => sql.identifier(column.name)),
    sql`, `,
  );
  await tx.execute(
    sql`insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, ${toJson(table, rows)}::json) on conflict do nothing`,
  );
}

function toJson<Table extends PgTable>(table: Table, rows: readonly Table['$inferInsert'][]): string {
  const columns = Object.entries(getTableColumns(table)).map(([key, column]) => [key, column.name] as const);
  const objects = rows.map((row) => {
    const values: Record<string, unknown> = row;
    // Not Object.fromEntries: it takes twice as long, on the thread that serves requests.
    const object: Record<string, unknown> = {};
    for (const [key, column] of columns) object[column] = jsonValue(values[key]);
    return object;
  });
  return JSON.stringify(objects);
}

/** JSON has no 64-bit integers; PostgreSQL reads them from strings. */
function jsonValue(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

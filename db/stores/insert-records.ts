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

/** Notes when each key was last used. Apart from the records, which must not wait for an edit of a key. */
export async function touchKeys(db: Queryable, lastUsedMs: ReadonlyMap<string, number>): Promise<void> {
  const used = JSON.stringify(
    Array.from(lastUsedMs, ([id, ms]) => ({ id: storableName(id), at: storableInstant(ms) })),
  );
  await db.execute(sql`
    update ${virtualKey} set last_used_at = used.at
    from json_to_recordset(${used}::json) as used(id text, at timestamptz)
    where ${virtualKey}.id = used.id and (last_used_at is null or last_used_at < used.at)`);
}

/**
 * One parameter for any number of rows: a statement with a placeholder per value would take the gateway's event loop
 * tens of milliseconds to build and PostgreSQL as long to parse, and ends at 65,534 placeholders.
 */
async function insertRows<Table extends PgTable>(
  tx: Queryable,
  table: Table,
  rows: readonly Table['$inferInsert'][],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    sql`insert into ${table} select * from json_populate_recordset(null::${table}, ${toJson(table, rows)}::json) on conflict do nothing`,
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

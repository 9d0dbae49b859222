import { gte, lt, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { invalidField } from '../error/console-error.ts';
import { instantText, type Page } from './schema.ts';

/** Where a page ended: the sort key of its last row. Lists are sorted by time and id, newest first. */
interface Position {
  readonly at: Date;
  readonly id: string;
}

/** The columns that a list is sorted by. */
export interface SortColumns {
  readonly at: PgColumn | SQL;
  readonly id: PgColumn | SQL;
}

/** Anyone can write a cursor by hand, and what the database cannot read is no cursor of ours. */
const cursorParts = z.tuple([
  instantText,
  z.string().refine((text) => text.isWellFormed() && !text.includes('\0')),
]);

/** Rows strictly after a cursor in a list that is sorted newest first. */
export function afterCursor(columns: SortColumns, cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  const { at, id } = readCursor(cursor);
  return sql`(${columns.at}, ${columns.id}) < (${at.toISOString()}::timestamptz, ${id})`;
}

/** Rows from `from` up to but without `to`. */
export function withinRange(
  column: PgColumn,
  range: { from?: string | undefined; to?: string | undefined },
): SQL[] {
  return [
    ...(range.from === undefined ? [] : [gte(column, new Date(range.from))]),
    ...(range.to === undefined ? [] : [lt(column, new Date(range.to))]),
  ];
}

/** Makes a page of rows that were asked for with one more than `limit`, to know whether more follow. */
export function pageFrom<Row, Item>(
  rows: readonly Row[],
  limit: number,
  form: { readonly item: (row: Row) => Item; readonly position: (row: Row) => Position },
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(form.item),
    next_cursor: last === undefined ? null : writeCursor(form.position(last)),
  };
}

const writeCursor = (position: Position): string =>
  Buffer.from(JSON.stringify([position.at.toISOString(), position.id])).toString('base64url');

function readCursor(cursor: string): Position {
  try {
    const [at, id] = cursorParts.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { at: new Date(at), id };
  } catch {
    throw invalidField('cursor', 'This cursor is not one that this list gave out.');
  }
}

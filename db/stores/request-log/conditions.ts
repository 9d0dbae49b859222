import { type AnyColumn, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { encodeCursor, type Position } from './cursor.ts';

/** A span of time: `from` included, `to` not; absent = all that is kept. */
export interface TimeRange {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** One value, or any of several; absent = every value. */
export type Match = string | readonly string[] | undefined;

/** One page of a list, newest first. */
export interface Page<Row> {
  readonly items: readonly Row[];
  /** Opaque text for the next page, which `decodeCursor` reads; null on the last page. */
  readonly nextCursor: string | null;
}

/** The part of a time range that is bounded, as conditions on a column. */
export function within(column: AnyColumn, range: TimeRange): SQL[] {
  const conditions: SQL[] = [];
  if (range.from !== undefined) conditions.push(gte(column, range.from));
  if (range.to !== undefined) conditions.push(lt(column, range.to));
  return conditions;
}

/** A filter as a condition. A filter on none of the values matches nothing. */
export function matches(column: AnyColumn, match: Match): SQL | undefined {
  if (match === undefined) return undefined;
  return typeof match === 'string' ? eq(column, match) : inArray(column, [...match]);
}

/** Rows that come after a position in a list that is newest first, compared as one row so that an index serves it. */
export function after(
  columns: readonly [AnyColumn, ...AnyColumn[]],
  position: Position | undefined,
): SQL | undefined {
  if (position === undefined) return undefined;
  const values = [position.at.toISOString(), position.id, position.index].slice(0, columns.length);
  const row = (parts: readonly unknown[]) =>
    sql.join(
      parts.map((part) => sql`${part}`),
      sql`, `,
    );
  return sql`(${row(columns)}) < (${row(values)})`;
}

/** Cuts the one row too many that was read to learn whether there are more. */
export function toPage<Row>(
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => Position,
): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null,
  };
}

import { sqlState } from '../database-error.ts';

/** A record that the database will never take, and what it said. */
export interface Refusal<Row> {
  readonly row: Row;
  readonly error: unknown;
}

/** SQLSTATE classes that speak of the values sent: data exception, integrity violation, a trigger's own error. */
const dataClasses: ReadonlySet<string> = new Set(['22', '23', 'P0']);

/**
 * Writes a batch. When the database refuses it for what it holds, the batch is halved until the rows at fault stand
 * alone; they are returned and all others are written. Every other failure is thrown, and the batch may be sent again.
 */
export async function writeSalvaging<Row>(
  rows: readonly Row[],
  write: (rows: readonly Row[]) => Promise<void>,
): Promise<Refusal<Row>[]> {
  try {
    await write(rows);
    return [];
  } catch (error) {
    if (!dataClasses.has(sqlState(error)?.slice(0, 2) ?? '')) throw error;
    if (rows.length <= 1) return rows.map((row) => ({ row, error }));
    const middle = rows.length >> 1;
    const before = await writeSalvaging(rows.slice(0, middle), write);
    return [...before, ...(await writeSalvaging(rows.slice(middle), write))];
  }
}

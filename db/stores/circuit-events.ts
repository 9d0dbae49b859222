import { lt, sql } from 'drizzle-orm';
import type { Queryable } from '../client.ts';
import { circuitEvent } from '../schema/index.ts';
import { insertRows } from './insert-records.ts';

/** A change of a circuit's state, as it is written down. */
export type CircuitEventRow = typeof circuitEvent.$inferInsert;

/** Events beyond this many are removed, oldest first: a target that flaps for weeks must not fill the disk. */
const keptEvents = 100_000;

/** Writes events. Those that were written already change nothing, so that an unconfirmed batch may be sent again. */
export const insertCircuitEvents = (db: Queryable, rows: readonly CircuitEventRow[]): Promise<void> =>
  insertRows(db, circuitEvent, rows);

/** Removes events that are older than 30 days, or beyond `keep` of them. */
export async function removeOldCircuitEvents(db: Queryable, keep = keptEvents): Promise<void> {
  await db.delete(circuitEvent).where(lt(circuitEvent.at, sql`now() - interval '30 days'`));
  await db.execute(sql`
    delete from ${circuitEvent} where (at, id) <= (
      select at, id from ${circuitEvent} order by at desc, id desc offset ${keep} limit 1
    )`);
}

import { sql } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';

/**
 * Waits until no other transaction is changing the configuration. Two changes at the same moment would both compare
 * themselves with what was there before either; each could be right and both together wrong.
 */
export async function takeTurns(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('understudy:apply-configuration'))`);
}

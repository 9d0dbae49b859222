import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { connectDatabase } from './client.ts';
import { databaseKinds, isAvailable, withTestDatabase } from './testing/test-database.ts';

describe.each(databaseKinds)('a pool on which every connection is busy (%s)', (kind) => {
  describe.skipIf(!isAvailable(kind))('', async () => {
    const database = isAvailable(kind) ? await withTestDatabase(kind) : null;
    afterAll(() => database?.stop());

    it('begins transactions all the same, each on a connection of its own', async () => {
      if (database === null) throw new Error('skipped where there is none');
      const pool = connectDatabase(database.target, { maxConnections: 2 });
      try {
        // Open connections take what comes while they are busy; ones that are still connecting do not.
        await Promise.all([1, 2].map((n) => pool.db.execute(sql`select ${n}::int`)));
        // Without parameters: postgres.js sends nothing behind a query whose parameters it must look up.
        const busy = [1, 2].map(() => pool.sql`select 1 as n, pg_sleep(0.05)`.execute());
        const begun = Array.from({ length: 12 }, (_, n) =>
          pool.db.transaction(async (tx) => {
            await tx.execute(sql`select set_config('understudy.mine', ${String(n)}, true)`);
            return tx.execute(sql`select current_setting('understudy.mine')::int as n`);
          }),
        );
        expect((await Promise.all(busy)).map(([row]) => row?.n)).toEqual([1, 1]);
        expect((await Promise.all(begun)).map(([row]) => row?.n)).toEqual(begun.map((_, n) => n));
      } finally {
        await pool.close();
      }
    });
  });
});

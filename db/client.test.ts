import { createServer } from 'node:net';
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase, type Database, type DatabaseOptions } from './client.ts';
import { sqlState } from './database-error.ts';
import { team } from './schema/index.ts';
import { type BreakableLink, openBreakableLink } from './testing/breakable-link.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from './testing/test-database.ts';

const opened: Database[] = [];
const connect = (target: Database['target'], options?: DatabaseOptions) => {
  const database = connectDatabase(target, options);
  opened.push(database);
  return database;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
});

describe.each(databaseKinds)('client of the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
    });
    afterAll(() => database.stop());
    beforeEach(() => database.truncate());

    it('gives each of many concurrent queries of several pools its own answer', async () => {
      const pools = [database, connect(database.target, { maxConnections: 8 }), connect(database.target)];
      const names = Array.from({ length: 300 }, (_, i) => `team ${i}`);
      const answers = await Promise.all(
        names.map(async (name, i) => {
          const pool = pools[i % pools.length] ?? database;
          const [inserted] = await pool.db
            .insert(team)
            .values({ id: `team_${i}`, name })
            .returning();
          // A wrong parameter would read another team, a wrong statement would not read one at all.
          const [read] = await pool.db
            .select({ name: team.name })
            .from(team)
            .where(eq(team.id, `team_${i}`));
          const rows = await pool.db.execute<{ sum: number }>(sql`select ${i}::int + ${1_000}::int as sum`);
          return [inserted?.name, read?.name, rows[0]?.sum];
        }),
      );
      expect(answers).toEqual(names.map((name, i) => [name, name, i + 1_000]));
    });

    it('keeps transactions of concurrent connections apart', async () => {
      const other = connect(database.target, { maxConnections: 6 });
      await database.db.insert(team).values({ id: 'team_1', name: '0' });
      const increment = (pool: Database) =>
        pool.db.transaction(async (tx) => {
          const [row] = await tx.select().from(team).where(eq(team.id, 'team_1')).for('update');
          await tx
            .update(team)
            .set({ name: String(Number(row?.name) + 1) })
            .where(eq(team.id, 'team_1'));
        });
      await Promise.all(Array.from({ length: 60 }, (_, i) => increment(i % 2 === 0 ? database : other)));
      expect(await database.db.select({ name: team.name }).from(team)).toEqual([{ name: '60' }]);
    });

    it('takes back a transaction that fails, and goes on', async () => {
      const failed = database.db.transaction(async (tx) => {
        await tx.insert(team).values({ id: 'team_1', name: 'one' });
        throw new Error('changed my mind');
      });
      await expect(failed).rejects.toThrow('changed my mind');
      expect(await database.db.select().from(team)).toEqual([]);
    });

    it('says which rule a row broke, by SQLSTATE', async () => {
      await database.db.insert(team).values({ id: 'team_1', name: 'same' });
      const second = database.db.insert(team).values({ id: 'team_2', name: 'same' });
      const error = await second.then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(sqlState(error)).toBe('23505');
      expect(await database.db.select().from(team)).toHaveLength(1);
    });
  });
});

describe('client on a link that breaks', () => {
  let database: TestDatabase;
  let link: BreakableLink;
  beforeAll(async () => {
    database = await withTestDatabase();
    const { target } = database;
    link = await openBreakableLink('socketPath' in target ? target.socketPath : '');
  });
  afterAll(async () => {
    await link.stop();
    await database.stop();
  });
  beforeEach(() => link.mend());

  const one = async (pool: Database) => (await pool.sql`select 1 as one`)[0]?.one;

  it('fails at once when the connection is cut, and works again when it is mended', async () => {
    const pool = connect(link.target);
    expect(await one(pool)).toBe(1);
    link.cut();
    await expect(one(pool)).rejects.toThrow();
    link.mend();
    await expect.poll(() => one(pool).catch(() => 0), { timeout: 10_000 }).toBe(1);
  });

  it('fails within the bound when the other side falls silent, and works again when it is back', async () => {
    const pool = connect(link.target, { maxConnections: 2, silenceTimeoutMs: 300, connectTimeoutMs: 300 });
    expect(await one(pool)).toBe(1);
    link.swallow();
    const failures = await Promise.allSettled(Array.from({ length: 6 }, () => one(pool)));
    expect(failures.map((result) => result.status)).toEqual(Array(6).fill('rejected'));
    link.mend();
    await expect.poll(() => one(pool).catch(() => 0), { timeout: 10_000 }).toBe(1);
  });

  it('rolls back a transaction whose connection is lost, so that nobody waits for it', async () => {
    const pool = connect(link.target, { maxConnections: 1 });
    const lost = pool.db.transaction(async (tx) => {
      await tx.insert(team).values({ id: 'team_lost', name: 'lost' });
      link.cut();
      await tx.insert(team).values({ id: 'team_never', name: 'never' });
    });
    await expect(lost).rejects.toThrow();
    expect(await database.db.select().from(team)).toEqual([]);
  });

  it('is refused at once where nothing listens, and within the bound where nothing answers', async () => {
    const silent = createServer((socket) => socket.on('error', () => {}).resume());
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const url = `postgres://someone@127.0.0.1:${port}/db`;
    await expect(one(connect({ url }, { connectTimeoutMs: 200 }))).rejects.toThrow(/CONNECT_TIMEOUT|silent/);
    await new Promise((closed) => silent.close(closed));
    await expect(one(connect({ url }))).rejects.toThrow('ECONNREFUSED');
  });
});

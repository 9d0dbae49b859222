import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { connectDatabase } from './client.ts';
import { team } from './schema/index.ts';
import { openBreakableLink } from './testing/breakable-link.ts';
import { withTestDatabase } from './testing/test-database.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const database = await withTestDatabase();
afterAll(database.stop);
beforeEach(() => database.truncate());

/** A link to the database, ended with the test. */
async function overLink(
  use: (
    over: ReturnType<typeof connectDatabase>,
    link: Awaited<ReturnType<typeof openBreakableLink>>,
  ) => Promise<void>,
) {
  if (!('socketPath' in database.target)) throw new TypeError('This test stands before a socket.');
  const link = await openBreakableLink(database.target.socketPath);
  const over = connectDatabase(link.target);
  try {
    await use(over, link);
  } finally {
    await over.close();
    await link.stop();
  }
}

// What is thrown where nobody can catch it fails the run by itself.
it('a connection that is cut at any moment of a transaction rejects it, ends no process, and leaves nothing half done', () =>
  overLink(async (over, link) => {
    let lost = 0;
    for (let cut = 0; cut < 48; cut += 1) {
      const work = over.db.transaction(async (tx) => {
        for (const part of ['a', 'b', 'c', 'd', 'e'])
          await tx.insert(team).values({ id: `team_${cut}${part}`, name: `${cut}${part}` });
      });
      // Somewhere between its first and its last statement, as the machine has it.
      setTimeout(link.cut, (cut % 12) / 2);
      await work.catch(() => {
        lost += 1;
      });
      link.mend();
      await over.sql`select 1`.catch(() => {});
    }
    expect(lost).toBeGreaterThan(0);
    const parts = await over.sql<{ count: number }[]>`
      select count(*)::int as count from team group by regexp_replace(name, '[a-e]', '')`;
    expect(parts.every(({ count }) => count === 5)).toBe(true);
  }));

it('a transaction that fails by itself is rolled back, and its connection serves the next', () =>
  overLink(async (over) => {
    const work = over.db.transaction(async (tx) => {
      await tx.insert(team).values({ id: 'team_1', name: 'a' });
      throw new RangeError('No.');
    });
    await expect(work).rejects.toThrow('No.');
    await over.db.transaction((tx) => tx.insert(team).values({ id: 'team_2', name: 'b' }));
    expect((await over.db.select().from(team)).map(({ id }) => id)).toEqual(['team_2']);
  }));

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Budget } from '#lib/gateway/budgets/budget.ts';
import type { LeaseRequest } from '#lib/gateway/budgets/lease-source.ts';
import { connectDatabase } from '../client.ts';
import { openBreakableLink } from '../testing/breakable-link.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from '../testing/test-database.ts';
import { leaseMs, readRecalls, removeOldLeases, renewLeases } from './budget-leases.ts';

const budgetOf = (limitNanoUsd: bigint, id = 'key:vk_1:day'): Budget => ({
  id,
  scope: 'key',
  owner: 'tests',
  limitNanoUsd,
  period: 'day',
  hard: true,
  model: null,
});
const periodStartMs = Date.UTC(2026, 0, 1, 23);
const ask = (changes: Partial<LeaseRequest> = {}): LeaseRequest => ({
  budget: budgetOf(1_000n),
  periodStartMs,
  serial: 1,
  spentNanoUsd: 0n,
  neededNanoUsd: 0n,
  nextNanoUsd: 0n,
  ahead: false,
  ...changes,
});

let calls = 0;
const callOf = (instanceId: string) => {
  calls += 1;
  return { instanceId, number: calls };
};

describe.each(databaseKinds)('leases on the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
    });
    afterAll(() => database.stop());
    beforeEach(() => database.truncate());

    const renew = async (instanceId: string, changes: Partial<LeaseRequest> = {}) => {
      const [grant] = await renewLeases(database.db, callOf(instanceId), [ask(changes)]);
      if (grant === undefined) throw new RangeError('No grant.');
      return grant;
    };
    const age = (instanceId: string, interval: string) =>
      database.sql`update budget_lease set expires_at = now() - ${interval}::interval where instance_id = ${instanceId}`;
    const sums = async () => {
      const [row] = await database.sql<{ spent: string; leased: string }[]>`
        select (select coalesce(sum(spent_nano_usd), 0) from budget_account) as spent,
          (select coalesce(sum(amount_nano_usd), 0) from budget_lease where expires_at > now()) as leased`;
      return [Number(row?.spent), Number(row?.leased)];
    };

    it('one request and a tenth of what is left beyond it, to each who asks', async () => {
      expect(await renew('gw_a', { neededNanoUsd: 100n, ahead: true })).toEqual({
        leasedNanoUsd: 190n,
        spentNanoUsd: 0n,
        validForMs: leaseMs,
      });
      expect((await renew('gw_b', { neededNanoUsd: 800n, ahead: true })).leasedNanoUsd).toBe(801n);
      expect((await renew('gw_c', { neededNanoUsd: 20n, ahead: true })).leasedNanoUsd).toBe(9n);
      expect(await sums()).toEqual([0, 1_000]);
    });

    it('what is spent is taken off the lease, which does not shrink otherwise unless it is given back', async () => {
      await renew('gw_a', { neededNanoUsd: 500n, ahead: true });
      const next = await renew('gw_a', { serial: 2, spentNanoUsd: 200n, ahead: true });
      expect(next).toMatchObject({ leasedNanoUsd: 350n, spentNanoUsd: 200n });
      expect(await renew('gw_a', { serial: 3, neededNanoUsd: 40n })).toMatchObject({ leasedNanoUsd: 40n });
      expect(await sums()).toEqual([200, 40]);
    });

    it('nothing of what a process held blocks anybody once its lease has expired, and what it spent is booked all the same', async () => {
      await renew('gw_a', { neededNanoUsd: 900n });
      expect((await renew('gw_b', { neededNanoUsd: 500n })).leasedNanoUsd).toBe(100n);
      await age('gw_a', '1 millisecond');
      expect((await renew('gw_b', { neededNanoUsd: 500n })).leasedNanoUsd).toBe(500n);
      const late = await renew('gw_a', { serial: 2, spentNanoUsd: 900n, ahead: true });
      expect(late).toMatchObject({ leasedNanoUsd: 0n, spentNanoUsd: 900n });
    });

    it('a lower limit takes effect with the next request, a higher one too', async () => {
      await renew('gw_a', { neededNanoUsd: 600n, ahead: true });
      const lower = await renew('gw_a', {
        serial: 2,
        spentNanoUsd: 300n,
        ahead: true,
        budget: budgetOf(400n),
      });
      expect(lower).toMatchObject({ leasedNanoUsd: 100n, spentNanoUsd: 300n });
      const spent = await renew('gw_a', {
        serial: 3,
        spentNanoUsd: 150n,
        ahead: true,
        budget: budgetOf(400n),
      });
      expect(spent).toMatchObject({ leasedNanoUsd: 0n, spentNanoUsd: 450n });
      const higher = await renew('gw_a', {
        serial: 4,
        neededNanoUsd: 5n,
        ahead: true,
        budget: budgetOf(555n),
      });
      expect(higher).toMatchObject({ leasedNanoUsd: 15n });
    });

    it('the same serial is booked once, a later one with what came after it', async () => {
      await renew('gw_a', { serial: 7, spentNanoUsd: 30n });
      expect(await renew('gw_a', { serial: 7, spentNanoUsd: 30n })).toMatchObject({ spentNanoUsd: 30n });
      expect(await renew('gw_b', { serial: 7, spentNanoUsd: 5n })).toMatchObject({ spentNanoUsd: 35n });
      expect(await renew('gw_a', { serial: 9, spentNanoUsd: 1n })).toMatchObject({ spentNanoUsd: 36n });
    });

    it('a call that arrives after a later one changes nothing', async () => {
      const late = callOf('gw_a');
      await renew('gw_a', { serial: 2, neededNanoUsd: 300n, spentNanoUsd: 50n });
      await expect(renewLeases(database.db, late, [ask({ spentNanoUsd: 50n })])).rejects.toThrow();
      expect(await sums()).toEqual([50, 300]);
    });

    it('periods and budgets are apart, and one call answers about many in their order', async () => {
      const asked = Array.from({ length: 200 }, (_, index) =>
        ask({
          budget: budgetOf(1_000n, `key:vk_${199 - index}:hour`),
          periodStartMs: index % 2 === 0 ? 0 : periodStartMs,
          spentNanoUsd: BigInt(index),
        }),
      );
      const grants = await renewLeases(database.db, callOf('gw_a'), [
        ...asked,
        ask(),
        ask({ periodStartMs: 0 }),
      ]);
      expect(grants.map(({ spentNanoUsd }) => Number(spentNanoUsd))).toEqual([...asked.keys(), 0, 0]);
    });

    it('who holds money that somebody waits for is told, until it gives back what it does not need', async () => {
      await renew('gw_a', { neededNanoUsd: 900n });
      await renew('gw_b', { neededNanoUsd: 90n });
      expect((await renew('gw_c', { nextNanoUsd: 50n })).leasedNanoUsd).toBe(0n);
      expect(await readRecalls(database.db, 'gw_a')).toEqual(['key:vk_1:day']);
      expect(await readRecalls(database.db, 'gw_c')).toEqual([]);
      await renew('gw_a', { serial: 2, neededNanoUsd: 900n, ahead: true });
      expect(await readRecalls(database.db, 'gw_a')).toHaveLength(1);
      await renew('gw_a', { serial: 3, neededNanoUsd: 100n });
      expect(await readRecalls(database.db, 'gw_a')).toEqual([]);
      expect((await renew('gw_c', { nextNanoUsd: 50n })).leasedNanoUsd).toBe(50n);
      await age('gw_b', '1 second');
      expect(await readRecalls(database.db, 'gw_b')).toEqual([]);
    });

    it('nobody is told of what cannot be had from anybody', async () => {
      await renew('gw_a', { spentNanoUsd: 1_000n });
      await renew('gw_b', { nextNanoUsd: 50n });
      expect(await readRecalls(database.db, 'gw_a')).toEqual([]);
    });

    it('a sum beyond what can be stored stays at the most that can be, and stops nothing', async () => {
      const most = 2n ** 63n - 1n;
      await renew('gw_a', { spentNanoUsd: most - 5n });
      expect(await renew('gw_a', { serial: 2, spentNanoUsd: 9n })).toMatchObject({ spentNanoUsd: most });
      expect(await renew('gw_a', { serial: 3, spentNanoUsd: 9n })).toMatchObject({ spentNanoUsd: most });
    });

    it('many processes that ask at once about the same budgets in any order never get more than there is', async () => {
      const names = ['a', 'b', 'c', 'd', 'e'];
      const spent = new Map(names.map((name) => [name, 0]));
      const process = async (id: number) => {
        const held = new Map<string, bigint>();
        for (let serial = 1; serial <= 8; serial += 1) {
          const chosen = names.filter((_, index) => (id * 7 + serial * 3 + index) % 3 !== 0);
          if (id % 2 === 0) chosen.reverse();
          const asked = chosen.map((name) =>
            ask({
              budget: budgetOf(200n, name),
              serial,
              spentNanoUsd: held.get(name) ?? 0n,
              neededNanoUsd: 60n,
              ahead: true,
            }),
          );
          const grants = await renewLeases(database.db, callOf(`gw_${id}`), asked);
          for (const [index, name] of chosen.entries()) {
            spent.set(name, (spent.get(name) ?? 0) + Number(asked[index]?.spentNanoUsd));
            held.set(name, (grants[index]?.leasedNanoUsd ?? 0n) / 7n);
          }
          const over = await database.sql`
            select budget_id from budget_account a where spent_nano_usd +
              (select coalesce(sum(amount_nano_usd), 0) from budget_lease l where l.budget_id = a.budget_id) > 200`;
          expect(over).toHaveLength(0);
        }
      };
      await Promise.all(Array.from({ length: 6 }, (_, id) => process(id)));
      const rows = await database.sql<{ budget_id: string; spent_nano_usd: string }[]>`
        select budget_id, spent_nano_usd from budget_account`;
      expect(new Map(rows.map((row) => [row.budget_id, Number(row.spent_nano_usd)]))).toEqual(spent);
    });

    it('rows of leases go a day after they have expired', async () => {
      await renew('gw_a');
      await renew('gw_b');
      await age('gw_a', '25 hours');
      await age('gw_b', '23 hours');
      await removeOldLeases(database.db);
      const left = await database.sql`select instance_id from budget_lease`;
      expect(left.map((row) => row.instance_id)).toEqual(['gw_b']);
    });
  });
});

describe('spending whose answer is lost', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await withTestDatabase();
  });
  afterAll(() => database.stop());
  beforeEach(() => database.truncate());

  it('is booked once when it is asked again', async () => {
    if (!('socketPath' in database.target)) throw new TypeError('This test stands before a socket.');
    const link = await openBreakableLink(database.target.socketPath);
    const over = connectDatabase(link.target, { maxConnections: 1 });
    try {
      await renewLeases(over.db, callOf('gw_a'), [ask({ neededNanoUsd: 30n })]);
      const spending = [ask({ serial: 2, spentNanoUsd: 30n })];
      link.loseAnswer('SELECT 1');
      await expect(renewLeases(over.db, callOf('gw_a'), spending)).rejects.toThrow();
      const spent = await database.sql`select spent_nano_usd::text as spent from budget_account`;
      expect(spent.map((row) => row.spent)).toEqual(['30']);
      expect(await renewLeases(over.db, callOf('gw_a'), spending)).toMatchObject([{ spentNanoUsd: 30n }]);
      expect(
        await renewLeases(over.db, callOf('gw_a'), [ask({ serial: 3, spentNanoUsd: 4n })]),
      ).toMatchObject([{ spentNanoUsd: 34n }]);
    } finally {
      await over.close();
      await link.stop();
    }
  });
});

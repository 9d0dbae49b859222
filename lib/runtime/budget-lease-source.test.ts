import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BreakableLink, openBreakableLink } from '#db/testing/breakable-link.ts';
import {
  databaseKinds,
  isAvailable,
  type TestDatabase,
  withTestDatabase,
} from '#db/testing/test-database.ts';
import type { Budget } from '#lib/gateway/budgets/budget.ts';
import { createWallet } from '#lib/gateway/budgets/create-wallet.ts';
import type { Reservation, Shortage, Wallet } from '#lib/gateway/budgets/wallet.ts';
import { type BudgetLeaseSource, openBudgetLeaseSource } from './budget-lease-source.ts';
import { systemClock } from './clock.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A busy machine takes its time. */
const patient = { timeout: 20_000, interval: 20 };

const budgetOf = (limitNanoUsd: bigint, changes: Partial<Budget> = {}): Budget => ({
  id: 'key:vk_1:total',
  scope: 'key',
  owner: 'tests',
  limitNanoUsd,
  period: 'total',
  hard: true,
  model: null,
  ...changes,
});

interface Process {
  readonly wallet: Wallet;
  readonly source: BudgetLeaseSource;
  /** Takes the money when it can be had within a second. */
  take(nanoUsd: bigint, budget: Budget): Promise<Reservation | Shortage>;
  /** Takes it as soon as it can be had. */
  takeAtLast(nanoUsd: bigint, budget: Budget): Promise<Reservation>;
}

let open: Process[] = [];
let wallClockOffsetMs = 0;
const clock = { ...systemClock, now: () => Date.now() + wallClockOffsetMs };
let born = 0;

function startProcess(target: TestDatabase['target']): Process {
  const source = openBudgetLeaseSource({ target, instanceId: `gw_${born++}`, clock });
  const timeZone = () => 'Europe/Berlin';
  const wallet = createWallet({ clock, source, timeZone, crossed: () => {}, logError: () => {} });
  const { signal } = new AbortController();
  const take = (nanoUsd: bigint, budget: Budget) =>
    wallet.reserveSoon({ budgets: [budget], nanoUsd }, { ms: 1_000, signal });
  const process: Process = {
    wallet,
    source,
    take,
    takeAtLast: (nanoUsd, budget) =>
      vi.waitFor(async () => {
        const result = await take(nanoUsd, budget);
        if (isShort(result)) throw new Error(`Refused: ${result.kind}.`);
        return result;
      }, patient),
  };
  open.push(process);
  return process;
}
const isShort = (result: Reservation | Shortage): result is Shortage => 'kind' in result;

afterEach(async () => {
  wallClockOffsetMs = 0;
  for (const { wallet, source } of open.splice(0)) {
    await wallet.close();
    await source.close();
  }
  open = [];
});

describe.each(databaseKinds)('budgets on the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
    });
    afterAll(() => database.stop());
    beforeEach(() => database.truncate());

    const spent = async (budgetId = 'key:vk_1:total') => {
      const rows = await database.sql<{ spent: string }[]>`
        select spent_nano_usd::text as spent from budget_account where budget_id = ${budgetId} order by period_start`;
      return rows.map((row) => Number(row.spent));
    };
    const leased = async () => {
      const [row] = await database.sql<{ sum: string }[]>`
        select coalesce(sum(amount_nano_usd), 0) as sum from budget_lease where expires_at > now()`;
      return Number(row?.sum);
    };

    it.each([1, 3])(
      '500 calls at once on a budget that fits 20 pay for 20, with %i processes',
      async (count) => {
        // Not a multiple of what a call costs: what is left over in each hand adds up to more calls than there is money for.
        const budget = budgetOf(10_299n);
        const processes = Array.from({ length: count }, () => startProcess(database.target));
        const paid: Reservation[] = [];
        let refused = 0;
        const call = async (index: number) => {
          const result = await processes[index % count]?.take(500n, budget);
          if (result === undefined || isShort(result)) refused += 1;
          else paid.push(result);
          expect(paid.length).toBeLessThanOrEqual(20);
        };
        await Promise.all(Array.from({ length: 500 }, (_, index) => call(index)));
        expect(paid.length + refused).toBe(500);
        await vi.waitFor(async () => {
          if (paid.length < 20) await call(paid.length);
          expect(paid).toHaveLength(20);
        }, patient);
        for (const reservation of paid) reservation.settle(500n);
        await expect.poll(() => spent(), patient).toEqual([10_000]);
      },
    );

    it('money that another process holds ahead of need is there for who waits for it', async () => {
      const budget = budgetOf(1_000n);
      const [a, b] = [startProcess(database.target), startProcess(database.target)];
      (await a.takeAtLast(100n, budget)).settle(100n);
      expect(await leased()).toBeGreaterThan(0);
      const all = await b.takeAtLast(900n, budget);
      expect(all.nanoUsd).toBe(900n);
    });

    it('nothing is lost or left behind by a process that ends in order', async () => {
      const budget = budgetOf(1_000n);
      const process = startProcess(database.target);
      const [kept, ended] = [await process.takeAtLast(50n, budget), await process.takeAtLast(50n, budget)];
      ended.settle(20n);
      kept.settle(0n);
      await process.wallet.close();
      expect([await spent(), await leased()]).toEqual([[20], 0]);
    });

    it('a process that dies blocks what it held until its lease expires, and no longer', async () => {
      const budget = budgetOf(1_000n);
      const [dead, b] = [startProcess(database.target), startProcess(database.target)];
      await dead.takeAtLast(600n, budget);
      // It neither asks nor answers any more.
      await dead.source.close();
      expect(isShort(await b.take(900n, budget))).toBe(true);
      await b.takeAtLast(300n, budget);
      await database.sql`update budget_lease set expires_at = now() where amount_nano_usd > 500`;
      await b.takeAtLast(700n, budget);
    });

    it('a limit that is lowered holds at once, one that is raised gives more', async () => {
      const process = startProcess(database.target);
      (await process.takeAtLast(400n, budgetOf(1_000n))).settle(400n);
      expect(await process.take(200n, budgetOf(500n))).toMatchObject({
        kind: 'spent',
        remainingNanoUsd: 100n,
      });
      await process.takeAtLast(100n, budgetOf(500n));
      expect(isShort(await process.take(50n, budgetOf(500n)))).toBe(true);
      await process.takeAtLast(1_500n, budgetOf(2_000n));
      await expect.poll(() => spent(), patient).toEqual([400]);
    });

    it('at midnight in the zone of the organisation a new period begins, and what the old one spent is booked on it', async () => {
      const budget = budgetOf(1_000n, { period: 'day', id: 'key:vk_1:day' });
      const midnight = Date.UTC(2026, 2, 29, 22);
      wallClockOffsetMs = midnight - 60_000 - Date.now();
      const [a, b] = [startProcess(database.target), startProcess(database.target)];
      const late = await a.takeAtLast(1_000n, budget);
      expect(isShort(await b.take(1n, budget))).toBe(true);
      wallClockOffsetMs += 60_000;
      const next = await b.takeAtLast(800n, budget);
      late.settle(700n);
      next.settle(30n);
      await expect.poll(() => spent('key:vk_1:day'), patient).toEqual([700, 30]);
      const starts = await database.sql<{ start: Date }[]>`
        select period_start::text as start from budget_account order by period_start`;
      expect(starts.map(({ start }) => new Date(start).getTime())).toEqual([
        midnight - 23 * 3_600_000,
        midnight,
      ]);
    });
  });
});

describe('while the database is away', () => {
  let database: TestDatabase;
  let link: BreakableLink;
  beforeAll(async () => {
    database = await withTestDatabase();
  });
  afterAll(() => database.stop());
  beforeEach(async () => {
    await database.truncate();
    if (!('socketPath' in database.target)) throw new TypeError('This test stands before a socket.');
    link = await openBreakableLink(database.target.socketPath);
  });
  afterEach(() => link.stop());

  it.each(['cut', 'swallow'] as const)(
    'what is in hand is spent, then calls are refused, and all is booked later (%s)',
    async (trouble) => {
      const budget = budgetOf(10_000n);
      const process = startProcess(link.target);
      const { wallet } = process;
      await process.takeAtLast(500n, budget);
      link[trouble]();
      let inHand = 0n;
      for (;;) {
        const result = wallet.reserve({ budgets: [budget], nanoUsd: 100n });
        if (isShort(result)) break;
        result.settle(100n);
        inHand += 100n;
      }
      expect(inHand).toBeGreaterThan(0n);
      await expect
        .poll(async () => {
          const result = await process.take(100n, budget);
          return isShort(result) ? result.kind : 'paid';
        }, patient)
        .toBe('unavailable');
      await sleep(500);
      link.mend();
      (await process.takeAtLast(100n, budget)).settle(100n);
      const rows = () =>
        database.sql<{ spent: string }[]>`select spent_nano_usd::text as spent from budget_account`;
      await expect
        .poll(async () => (await rows()).map((row) => BigInt(row.spent)), patient)
        .toEqual([inHand + 100n]);
    },
  );
});

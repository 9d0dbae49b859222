import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import type { Budget } from './budget.ts';
import { createWallet } from './create-wallet.ts';
import { createSharedAccounts } from './testing/shared-account.ts';
import type { Reservation, Shortage } from './wallet.ts';

const budgetOf = (limit: bigint, parts: Partial<Budget> = {}): Budget => ({
  id: 'key:vk_1:total',
  scope: 'key',
  owner: 'tests',
  limitNanoUsd: limit,
  period: 'total',
  hard: true,
  model: null,
  ...parts,
});

function setUp(wallets = 1) {
  const clock = createManualClock();
  const shared = createSharedAccounts(clock);
  const crossed: string[] = [];
  const errors: unknown[] = [];
  const made = Array.from({ length: wallets }, (_, index) => {
    const source = shared.sourceFor(`gw_${index}`);
    const wallet = createWallet({
      clock,
      source,
      timeZone: () => 'Europe/Berlin',
      crossed: (budget, spent) => crossed.push(`${budget.id} ${spent}`),
      logError: (message) => errors.push(message),
    });
    const signal = new AbortController().signal;
    const take = (nanoUsd: bigint, ...budgets: Budget[]) =>
      wallet.reserveSoon({ budgets, nanoUsd }, { ms: 1_000, signal });
    return { wallet, source, take };
  });
  const [first] = made;
  if (first === undefined) throw new RangeError('No wallet.');
  return { clock, shared, crossed, errors, made, ...first };
}

const isGranted = (result: Reservation | Shortage): result is Reservation => 'settle' in result;
const kindOf = (result: Reservation | Shortage) => (isGranted(result) ? 'granted' : result.kind);

describe('a wallet', () => {
  it('takes a lease once, and then reserves from it without asking', async () => {
    const { take, wallet, shared, clock } = setUp();
    const budget = budgetOf(1_000n);
    expect(kindOf(wallet.reserve({ budgets: [budget], nanoUsd: 10n }))).toBe('lease');
    const first = await take(10n, budget);
    expect(kindOf(first)).toBe('granted');
    expect([shared.leased(budget.id), shared.calls]).toEqual([109n, 1]);
    for (let call = 0; call < 4; call += 1)
      expect(kindOf(wallet.reserve({ budgets: [budget], nanoUsd: 10n }))).toBe('granted');
    expect(shared.calls).toBe(1);
    await clock.advance(0);
  });

  it('asks for more before it runs out', async () => {
    const { take, wallet, shared, clock } = setUp();
    const budget = budgetOf(1_000n);
    await take(10n, budget);
    for (let call = 0; call < 6; call += 1) wallet.reserve({ budgets: [budget], nanoUsd: 10n });
    await clock.advance(0);
    expect(shared.calls).toBe(2);
    expect(shared.leased(budget.id)).toBeGreaterThan(109n);
  });

  it('takes from every budget or from none', async () => {
    const { take, wallet, clock } = setUp();
    const [wide, narrow] = [budgetOf(1_000n, { id: 'wide' }), budgetOf(15n, { id: 'narrow' })];
    await take(10n, wide, narrow);
    const short = await nextOf(take(10n, wide, narrow), clock);
    expect(short).toMatchObject({ kind: 'lease', budget: { id: 'narrow' } });
    // Nothing of the wide one was kept for it.
    expect(kindOf(wallet.reserve({ budgets: [wide], nanoUsd: 99n }))).toBe('granted');
  });

  it('says at once that a budget is spent, and when it renews', async () => {
    const { take, wallet, clock } = setUp();
    const budget = budgetOf(10n, { period: 'day' });
    const only = await take(10n, budget);
    if (isGranted(only)) only.settle(10n);
    await clock.advance(0);
    const renewsAtMs = Date.UTC(2026, 0, 1, 23);
    expect(wallet.reserve({ budgets: [budget], nanoUsd: 1n })).toMatchObject({ kind: 'spent', renewsAtMs });
    await clock.advance(renewsAtMs - clock.now());
    expect(kindOf(await take(10n, budget))).toBe('granted');
  });

  it('gives what a call did not need to the one that waits, the oldest first', async () => {
    const { take, wallet, clock } = setUp();
    const budget = budgetOf(100n);
    const first = await take(100n, budget);
    const results: string[] = [];
    for (const [name, nanoUsd] of [
      ['old', 60n],
      ['young', 40n],
      ['late', 40n],
    ] as const)
      void take(nanoUsd, budget).then((result) => results.push(`${name} ${kindOf(result)}`));
    await clock.advance(10);
    expect(results).toEqual([]);
    if (isGranted(first)) first.settle(0n);
    await clock.advance(0);
    expect(results).toEqual(['old granted', 'young granted']);
    await clock.advance(1_000);
    expect(results).toEqual(['old granted', 'young granted', 'late lease']);
    expect(wallet.size).toBe(1);
  });

  it('books what was spent within a second, also what exceeds its estimate', async () => {
    const { take, shared, clock, wallet } = setUp();
    const budget = budgetOf(100n);
    const call = await take(10n, budget);
    if (isGranted(call)) call.settle(130n);
    if (isGranted(call)) call.settle(130n);
    await clock.advance(1_200);
    expect(shared.spent(budget.id)).toBe(130n);
    expect(wallet.reserve({ budgets: [budget], nanoUsd: 1n })).toMatchObject({
      kind: 'spent',
      remainingNanoUsd: -30n,
    });
  });

  it('gives an unused lease back, forgets it, and sets no more timers', async () => {
    const { take, shared, clock, wallet } = setUp();
    const budget = budgetOf(1_000n);
    const call = await take(10n, budget);
    if (isGranted(call)) call.settle(5n);
    await clock.advance(9_000);
    expect(shared.leased(budget.id)).toBeGreaterThan(0n);
    await clock.advance(3_000);
    expect([shared.leased(budget.id), shared.spent(budget.id), wallet.size]).toEqual([0n, 5n, 0]);
    expect(clock.pending()).toBe(0);
  });

  it('keeps its lease through a long call', async () => {
    const { take, shared, clock } = setUp();
    const budget = budgetOf(1_000n);
    await take(10n, budget);
    await clock.advance(300_000);
    expect(shared.leased(budget.id)).toBe(10n);
  });

  it('gets what another wallet holds and does not need, within a second', async () => {
    const { made, clock, shared } = setUp(2);
    const budget = budgetOf(100n);
    const [one, other] = made;
    const held = await one?.take(50n, budget);
    expect(shared.leased(budget.id)).toBe(55n);
    if (held !== undefined && isGranted(held)) held.settle(10n);
    const results: string[] = [];
    void other?.take(90n, budget).then((result) => results.push(kindOf(result)));
    await clock.advance(900);
    expect(results).toEqual(['granted']);
    expect(shared.spent(budget.id) + shared.leased(budget.id)).toBeLessThanOrEqual(100n);
  });

  it('spends what is in hand while the database is away, then says that it cannot know', async () => {
    const { take, wallet, source, clock, shared, errors } = setUp();
    const budget = budgetOf(1_000n);
    const first = await take(10n, budget);
    source.trouble = 'before';
    if (isGranted(first)) first.settle(10n);
    const results: string[] = [];
    for (let call = 0; call < 4; call += 1) results.push(kindOf(await nextOf(take(30n, budget), clock)));
    expect(results).toEqual(['granted', 'granted', 'granted', 'unavailable']);
    expect(kindOf(wallet.reserve({ budgets: [budget], nanoUsd: 30n }))).toBe('unavailable');
    expect(errors).toHaveLength(1);
    source.trouble = null;
    await clock.advance(2_500);
    expect(kindOf(wallet.reserve({ budgets: [budget], nanoUsd: 30n }))).toBe('granted');
    expect(shared.spent(budget.id)).toBe(10n);
  });

  it('spends nothing of a lease that has expired', async () => {
    const { take, wallet, source, clock } = setUp();
    const budget = budgetOf(1_000n);
    await take(10n, budget);
    source.trouble = 'before';
    const results: string[] = [];
    for (let second = 0; second <= 30; second += 5) {
      results.push(kindOf(wallet.reserve({ budgets: [budget], nanoUsd: 1n })));
      await clock.advance(5_000);
    }
    expect(results).toEqual([...Array(6).fill('granted'), 'unavailable']);
  });

  it('spends nothing of what is on its way back to another wallet', async () => {
    const { made, clock } = setUp(2);
    const budget = budgetOf(100n);
    const [one, other] = made;
    await one?.take(10n, budget);
    if (one !== undefined) one.source.trouble = 'slow';
    void other?.take(85n, budget);
    await clock.advance(10);
    const reserve = () => one?.wallet.reserve({ budgets: [budget], nanoUsd: 5n });
    expect(reserve()).toMatchObject({ kind: 'lease' });
  });

  it('does not wait for a database that does not answer', async () => {
    const { take, source, clock } = setUp();
    source.trouble = 'never';
    expect(kindOf(await nextOf(take(10n, budgetOf(100n)), clock))).toBe('unavailable');
  });

  it('books once what it does not know to be booked', async () => {
    const { take, source, clock, shared } = setUp();
    const budget = budgetOf(1_000n);
    const first = await take(10n, budget);
    source.trouble = 'after';
    if (isGranted(first)) first.settle(7n);
    await clock.advance(3_000);
    expect(shared.spent(budget.id)).toBe(7n);
    const second = await take(10n, budget);
    if (isGranted(second)) second.settle(4n);
    source.trouble = null;
    await clock.advance(5_000);
    expect(shared.spent(budget.id)).toBe(11n);
  });

  it('refuses nothing for a soft budget, counts it, and tells once in a period that it is reached', async () => {
    const { wallet, shared, clock, crossed } = setUp();
    const budget = budgetOf(10n, { hard: false, period: 'hour' });
    for (let call = 0; call < 4; call += 1) {
      const result = wallet.reserve({ budgets: [budget], nanoUsd: 50n });
      if (isGranted(result)) result.settle(4n);
    }
    await clock.advance(1_200);
    expect(shared.spent(budget.id, clock.now() - 1_200)).toBe(16n);
    expect(crossed).toEqual(['key:vk_1:total 12']);
    expect(shared.leased(budget.id, clock.now() - 1_200)).toBe(0n);
  });

  it('keeps to a limit that was lowered, once it has asked', async () => {
    const { take, wallet } = setUp();
    const first = await take(10n, budgetOf(1_000n));
    if (isGranted(first)) first.settle(10n);
    const lowered = budgetOf(12n);
    expect(wallet.reserve({ budgets: [lowered], nanoUsd: 200n })).toMatchObject({ kind: 'spent' });
    expect(kindOf(await take(2n, lowered))).toBe('granted');
  });

  it('finds the account again that a clock leaves and comes back to', async () => {
    const { take, shared, clock, wallet } = setUp();
    const budget = budgetOf(100n, { period: 'hour' });
    const start = clock.now();
    const first = await take(60n, budget);
    await clock.advance(3_600_000);
    if (isGranted(first)) first.settle(60n);
    expect(kindOf(await take(60n, budget))).toBe('granted');
    await clock.advance(2_000);
    expect(shared.spent(budget.id, start)).toBe(60n);
    expect(shared.leased(budget.id, start)).toBe(0n);
    expect(wallet.size).toBeLessThanOrEqual(2);
  });

  it('writes down and gives back everything when it is closed', async () => {
    const { take, wallet, shared, clock } = setUp();
    const budget = budgetOf(1_000n);
    const call = await take(10n, budget);
    if (isGranted(call)) call.settle(3n);
    await wallet.close();
    expect([shared.spent(budget.id), shared.leased(budget.id)]).toEqual([3n, 0n]);
    expect(clock.pending()).toBe(0);
  });

  it('lets nothing wait that nobody waits for any more', async () => {
    const { wallet, clock } = setUp();
    const caller = new AbortController();
    const budgets = [budgetOf(100n)];
    await wallet.reserveSoon({ budgets, nanoUsd: 100n }, { ms: 1_000, signal: caller.signal });
    const waiting = wallet.reserveSoon({ budgets, nanoUsd: 1n }, { ms: 1_000, signal: caller.signal });
    await clock.advance(10);
    caller.abort();
    expect(kindOf(await waiting)).toBe('lease');
  });
});

/** What it comes to within two seconds. */
async function nextOf<T>(work: Promise<T>, clock: { advance(ms: number): Promise<void> }): Promise<T> {
  for (let step = 0; step < 20; step += 1) await clock.advance(100);
  return work;
}

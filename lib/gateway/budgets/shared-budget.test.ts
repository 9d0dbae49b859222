import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import type { Budget } from './budget.ts';
import { createWallet } from './create-wallet.ts';
import { createSharedAccounts } from './testing/shared-account.ts';
import type { Reservation, Shortage } from './wallet.ts';

const budget: Budget = {
  id: 'team:core:total',
  scope: 'team',
  owner: 'core',
  limitNanoUsd: 10_000n,
  period: 'total',
  hard: true,
  model: null,
};

const wallet = fc.nat(2);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      wallet,
      amount: fc.integer({ min: 1, max: 3_000 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      pick: fc.nat(),
      share: fc.integer({ min: 0, max: 100 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 50, 400, 2_000, 15_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('trouble' as const),
      wallet,
      trouble: fc.constantFrom('before' as const, 'after' as const, 'slow' as const, 'slow' as const, null),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), wallet }) },
);

/** A process that may crash: then nobody hears of it any more, and another takes its place. */
function createProcess(
  world: { clock: ReturnType<typeof createManualClock>; shared: ReturnType<typeof createSharedAccounts> },
  id: string,
) {
  const source = world.shared.sourceFor(id);
  const purse = createWallet({
    clock: world.clock,
    source: {
      ...source,
      renew: (requests) => (state.crashed ? new Promise(() => {}) : source.renew(requests)),
    },
    timeZone: () => 'UTC',
    crossed: () => {},
    logError: () => {},
  });
  const state = { source, purse, crashed: false, caller: new AbortController() };
  return state;
}

describe('a budget that several processes share', () => {
  it('is never overspent, whatever they do, and is exact when all is done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const clock = createManualClock();
        const shared = createSharedAccounts(clock);
        let born = 0;
        const start = () => createProcess({ clock, shared }, `gw_${born++}`);
        const processes = [start(), start(), start()];
        const open: { at: ReturnType<typeof start>; reservation: Reservation }[] = [];
        let paid = 0n;
        let lost = 0n;
        const judge = () => {
          const held = open.reduce(
            (sum, { at, reservation }) => (at.crashed ? sum : sum + reservation.nanoUsd),
            0n,
          );
          expect(paid + held <= budget.limitNanoUsd).toBe(true);
          expect(shared.spent(budget.id) + shared.leased(budget.id) <= budget.limitNanoUsd).toBe(true);
        };
        const isGranted = (result: Reservation | Shortage): result is Reservation => 'settle' in result;

        for (const each of steps) {
          if (each.do === 'wait') {
            // An outage is shorter than a lease: what is spent under one that has expired may be spent twice.
            const troubled = processes.some(({ source }) => source.trouble !== null);
            await clock.advance(troubled ? Math.min(each.ms, 400) : each.ms);
          } else if (each.do === 'end') {
            const [call] = open.length === 0 ? [] : open.splice(each.pick % open.length, 1);
            if (call === undefined) continue;
            const cost = (call.reservation.nanoUsd * BigInt(each.share)) / 100n;
            if (call.at.crashed) continue;
            call.reservation.settle(cost);
            paid += cost;
          } else {
            const at = processes[each.wallet];
            if (at === undefined) continue;
            if (each.do === 'trouble') at.source.trouble = each.trouble;
            else if (each.do === 'crash') {
              at.crashed = true;
              at.caller.abort();
              processes[each.wallet] = start();
            } else {
              const charge = { budgets: [budget], nanoUsd: BigInt(each.amount) };
              void at.purse.reserveSoon(charge, { ms: 1_000, signal: at.caller.signal }).then((result) => {
                if (isGranted(result)) open.push({ at, reservation: result });
              });
              await clock.advance(0);
            }
          }
          judge();
        }

        // What a crashed process had settled and not written down yet is lost, and nothing else.
        const crashed = born > 3;
        for (const at of processes) at.source.trouble = null;
        for (const { at, reservation } of open) if (!at.crashed) reservation.settle(0n);
        await clock.advance(3_000);
        const [survivor] = processes;
        for (const { purse } of processes) await purse.close();
        lost = paid - shared.spent(budget.id);
        expect(crashed ? lost >= 0n : lost === 0n).toBe(true);

        // Nothing is blocked for longer than a lease lasts.
        await clock.advance(30_000);
        expect(shared.leased(budget.id)).toBe(0n);
        expect(survivor).toBeDefined();
        const last = start();
        const left = budget.limitNanoUsd - shared.spent(budget.id);
        if (left === 0n) return;
        const all = await last.purse.reserveSoon(
          { budgets: [budget], nanoUsd: left },
          { ms: 1_000, signal: last.caller.signal },
        );
        expect(isGranted(all)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it.each([1, 3])('pays for 20 of 500 calls at once when it fits 20, with %i processes', async (count) => {
    const clock = createManualClock();
    const shared = createSharedAccounts(clock);
    const processes = Array.from({ length: count }, (_, index) =>
      createProcess({ clock, shared }, `gw_${index}`),
    );
    let paid = 0;
    for (let call = 0; call < 500; call += 1) {
      const at = processes[call % count];
      void at?.purse
        .reserveSoon({ budgets: [budget], nanoUsd: 500n }, { ms: 1_000, signal: at.caller.signal })
        .then((result) => {
          if (!('settle' in result)) return;
          paid += 1;
          clock.after(5_000, () => result.settle(500n));
        });
    }
    await clock.advance(1_000);
    expect(paid).toBe(20);
    await clock.advance(7_000);
    expect(shared.spent(budget.id)).toBe(10_000n);
  });
});

import fc from 'fast-check';
import { afterAll, expect, it, vi } from 'vitest';
import type { Budget } from '#lib/gateway/budgets/budget.ts';
import { createSharedAccounts } from '#lib/gateway/budgets/testing/shared-account.ts';
import { createManualClock } from '#lib/gateway/testing/manual-clock.ts';
import { withTestDatabase } from '../testing/test-database.ts';
import { renewLeases } from './budget-leases.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const database = await withTestDatabase();
afterAll(database.stop);

const amount = fc.bigInt({ min: 0n, max: 400n });
const step = fc.record({
  instance: fc.constantFrom('gw_a', 'gw_b', 'gw_c'),
  limitNanoUsd: fc.constantFrom(1_000n, 1_000n, 1_000n, 600n, 1_500n),
  repeats: fc.boolean(),
  spentNanoUsd: amount,
  neededNanoUsd: amount,
  nextNanoUsd: fc.oneof(fc.constant(0n), amount),
  ahead: fc.boolean(),
});

it('the database grants and books what the accounts do that wallets are tested with', async () => {
  let number = 0;
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
      const shared = createSharedAccounts(createManualClock());
      const id = `key:vk_${run++}:total`;
      for (const { instance, limitNanoUsd, repeats, ...asked } of steps) {
        number += 1;
        const budget: Budget = {
          id,
          scope: 'key',
          owner: '',
          limitNanoUsd,
          period: 'total',
          hard: true,
          model: null,
        };
        // A repeated request has the serial of the one before, whoever made that.
        const serial = repeats ? Math.max(1, number - 1) : number;
        const request = { ...asked, budget, periodStartMs: 0, serial };
        const [real] = await renewLeases(database.db, { instanceId: instance, number }, [request]);
        const [model] = await shared.sourceFor(instance).renew([request]);
        expect(real).toEqual(model);
      }
    }),
    { numRuns: 40 },
  );
});

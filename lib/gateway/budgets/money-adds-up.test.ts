import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Configuration, Provider, Target } from '../configuration.ts';
import type { GatewayReply } from '../gateway-call.ts';
import { unlimited } from '../limits/limits.ts';
import {
  type AnyCase,
  anyCase,
  bodyOf,
  configurationOf,
  scriptOf,
  targetsOf,
} from '../testing/any-request.ts';
import { createTestGateway } from '../testing/test-gateway.ts';
import type { Budget } from './budget.ts';

const budgetOf = (id: string, scope: Budget['scope'], limitNanoUsd: bigint): Budget => ({
  id,
  scope,
  owner: id,
  limitNanoUsd,
  period: 'total',
  hard: scope !== 'team',
  model: null,
});

/** Everybody has a budget: that of the providers is a hundredth of the others'. */
function withBudgets(configuration: Configuration, limitNanoUsd: bigint): Configuration {
  const provider = (each: Provider): Provider => ({
    ...each,
    budgets: [budgetOf(each.name, 'provider', limitNanoUsd / 100n)],
  });
  const target = (each: Target): Target => ({ ...each, provider: provider(each.provider) });
  const entries = <T>(map: ReadonlyMap<string, T>, change: (value: T) => T) =>
    new Map([...map].map(([name, value]) => [name, change(value)]));
  return {
    ...configuration,
    providers: entries(configuration.providers, provider),
    routes: entries(configuration.routes, (route) => ({
      ...route,
      targets: route.targets.map(target),
      contextWindowFallbacks: route.contextWindowFallbacks.map(target),
      contentPolicyFallbacks: route.contentPolicyFallbacks.map(target),
    })),
    keys: entries(configuration.keys, (key) => ({
      ...key,
      team: 'core',
      limits: { ...unlimited, budgets: [budgetOf('key', 'key', limitNanoUsd)] },
      teamLimits: { ...unlimited, budgets: [budgetOf('team', 'team', limitNanoUsd / 10n)] },
    })),
    organisation: { timeZone: 'UTC', budgets: [budgetOf('all', 'organisation', limitNanoUsd)] },
  };
}

/** Reads the answer, or no more than some pieces of it, as a caller does who leaves. */
async function readSome(reply: GatewayReply, pieces: number): Promise<void> {
  if (reply.body instanceof Uint8Array) return;
  const body = reply.body[Symbol.asyncIterator]();
  for (let piece = 0; piece < pieces; piece += 1) if ((await body.next()).done === true) return;
  await body.return?.();
}

async function play(some: AnyCase, plan: { limit: bigint; pieces: number[] }) {
  const gateway = createTestGateway(withBudgets(configurationOf(some), plan.limit));
  for (const [index, name] of [...targetsOf(some).keys()].entries())
    gateway.transport.script(
      `${name}.test`,
      ...(some.behaviours[index] ?? []).map((behaviour) => scriptOf(behaviour, some.body.stream)),
    );
  const headers = { authorization: 'Bearer good-key', 'x-understudy-no-failover': String(some.noFailover) };
  let open = plan.pieces.length;
  for (const pieces of plan.pieces)
    void gateway
      .call({ ...bodyOf(some), max_tokens: 50 }, { headers })
      .then((reply) => readSome(reply, pieces))
      .finally(() => {
        open -= 1;
      });
  for (let step = 0; step < 200 && open > 0; step += 1) await gateway.clock.advance(5_000);
  expect(open).toBe(0);
  return gateway;
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

describe('money', () => {
  it('adds up: attempts, requests and what each budget was charged, however requests end', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyCase,
        fc.constantFrom(300_000n, 3_000_000n, 300_000_000n, 300_000_000_000n),
        fc.array(fc.constantFrom(0, 1, 2, 100), { minLength: 1, maxLength: 5 }),
        async (some, limit, pieces) => {
          const { records, shared, clock, core, errors } = await play(some, { limit, pieces });
          expect(records).toHaveLength(pieces.length);
          const attempts = records.flatMap((record) => record.attempts);
          for (const record of records)
            expect(record.costNanoUsd).toBe(sum(record.attempts.map(({ costNanoUsd }) => costNanoUsd)));
          await clock.advance(1_200);
          const paid = sum(records.map(({ costNanoUsd }) => costNanoUsd));
          expect(['key', 'team', 'all'].map((id) => shared.spent(id))).toEqual([paid, paid, paid]);
          expect(paid <= limit).toBe(true);
          for (const name of targetsOf(some).keys()) {
            const own = attempts.filter(({ provider }) => provider === name);
            const spent = sum(own.map(({ costNanoUsd }) => costNanoUsd));
            expect(shared.spent(name)).toBe(spent);
            expect(spent <= limit / 100n).toBe(true);
          }
          expect(attempts.some(({ aboveReserve }) => aboveReserve === true)).toBe(false);
          // No reservation is open: everything goes back, and nothing is left to do.
          await clock.advance(40_000);
          expect(['key', 'team', 'all'].map((id) => shared.leased(id))).toEqual([0n, 0n, 0n]);
          expect([core.wallet.size, clock.pending()]).toEqual([0, 0]);
          expect(errors).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);
});

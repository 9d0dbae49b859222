import { describe, expect, it } from 'vitest';
import type { Provider, Target } from '../configuration.ts';
import { unlimited } from '../limits/limits.ts';
import {
  ableModel,
  createTestGateway,
  hello,
  readReply,
  streamedAnswer,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from '../testing/test-gateway.ts';
import type { Budget } from './budget.ts';

const usd = 1_000_000_000n;
/** What the usual answer costs: 10 tokens in, 5 out. */
const usual = 20_000n;
/** What is put aside for `small`. */
const small = { ...hello, max_tokens: 10 };

const budgetOf = (limitNanoUsd: bigint, parts: Partial<Budget> = {}): Budget => ({
  id: 'key:vk_1:day',
  scope: 'key',
  owner: 'tests',
  limitNanoUsd,
  period: 'day',
  hard: true,
  model: null,
  ...parts,
});

const keyWith = (...budgets: Budget[]) => ({ key: { limits: { ...unlimited, budgets } } });

function withProvider(target: Target, parts: Partial<Provider>): Target {
  return { ...target, provider: { ...target.provider, ...parts } };
}

function gatewayWith(configuration: ReturnType<typeof testConfiguration>) {
  const gateway = createTestGateway(configuration);
  for (const { name } of configuration.providers.values())
    gateway.transport.script(`${name}.test`, wholeAnswer('Hi'));
  const bodyOf = async (reply: Awaited<ReturnType<typeof gateway.call>>) =>
    JSON.parse(await readReply(reply));
  return { ...gateway, bodyOf };
}

describe('the budget of a key', () => {
  it('pays for calls until it is spent, then refuses them and says when it renews', async () => {
    const { call, clock, records, bodyOf } = gatewayWith(
      testConfiguration([testTarget('a')], keyWith(budgetOf(500_000n))),
    );
    const statuses: number[] = [];
    for (let round = 0; round < 30; round += 1) statuses.push((await call(small)).status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(10);
    const refused = await call(small);
    expect(refused.status).toBe(402);
    expect(refused.headers['retry-after']).toBe(String(24 * 3600));
    const { error } = await bodyOf(refused);
    expect(error.code).toBe('budget_exceeded');
    expect(error.message).toMatch(
      /^The daily budget of key tests \(0\.0005 USD\) .*; it renews at 2026-01-02T00:00:00\.000Z\.$/,
    );
    expect(records.at(-1)).toMatchObject({ errorKind: 'budget_exceeded', httpStatus: 402, attempts: [] });
    const paid = records.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n);
    expect(paid).toBeLessThanOrEqual(500_000n);
    await clock.advance(24 * 3_600_000);
    expect((await call(small)).status).toBe(200);
  });

  it('is charged what the call cost, not what was put aside', async () => {
    const { call, clock, shared } = gatewayWith(testConfiguration([testTarget('a')], keyWith(budgetOf(usd))));
    await readReply(await call(small));
    await clock.advance(1_200);
    expect(shared.spent('key:vk_1:day', clock.now() - 1_200)).toBe(usual);
  });

  it('for one model counts only what names it', async () => {
    const { call, clock, shared } = gatewayWith(
      testConfiguration([testTarget('a')], keyWith(budgetOf(usd, { model: 'other' }))),
    );
    await call(small);
    await clock.advance(1_200);
    expect([shared.calls, shared.spent('key:vk_1:day', clock.now() - 1_200)]).toEqual([0, 0n]);
  });

  it('that is soft refuses nothing and tells when it is reached', async () => {
    const { call, crossed } = gatewayWith(
      testConfiguration([testTarget('a')], keyWith(budgetOf(30_000n, { hard: false }))),
    );
    for (let round = 0; round < 4; round += 1) expect((await call(small)).status).toBe(200);
    expect(crossed).toEqual(['key:vk_1:day']);
  });

  it('is a 503, not a 402, while nobody can say what is left of it', async () => {
    const { call, clock, leases, bodyOf } = gatewayWith(
      testConfiguration([testTarget('a')], keyWith(budgetOf(usd))),
    );
    leases.trouble = 'before';
    const refused = call(small);
    await clock.advance(1_000);
    const reply = await refused;
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '1']);
    expect((await bodyOf(reply)).error.code).toBe('budget_unavailable');
  });

  it('covers every hop: a dear fallback does not pass it by', async () => {
    const priced = (input: bigint, output: bigint) => ({
      facts: { ...ableModel, price: { input, output, cachedInput: null, cacheWrite: null } },
    });
    const { call, transport, bodyOf } = gatewayWith(
      testConfiguration([testTarget('a', priced(0n, 0n)), testTarget('b', priced(usd, 1_000n * usd))], {
        ...keyWith(budgetOf(1_000_000n)),
        route: { numRetries: 0 },
      }),
    );
    transport.script('a.test', { status: 503, body: '{}' });
    const reply = await call(small);
    expect(reply.status).toBe(503);
    expect((await bodyOf(reply)).error.code).toBe('all_targets_failed');
    expect(transport.callsTo('b.test')).toHaveLength(0);
  });
});

describe('the budgets of team and organisation', () => {
  it('count all of their keys', async () => {
    const configuration = testConfiguration([testTarget('a')], {
      key: {
        team: 'core',
        teamLimits: { ...unlimited, budgets: [budgetOf(usd, { id: 'team', scope: 'team', owner: 'core' })] },
      },
    });
    const everybody = budgetOf(1_000n, { id: 'all', scope: 'organisation', owner: '', period: 'total' });
    const { call, bodyOf } = gatewayWith({
      ...configuration,
      organisation: { timeZone: 'UTC', budgets: [everybody] },
    });
    const refused = await call(small);
    expect(refused.status).toBe(402);
    expect(refused.headers['retry-after']).toBeUndefined();
    expect((await bodyOf(refused)).error.message).toMatch(
      /^The total budget of the organisation \(0\.000001 USD\)/,
    );
  });
});

describe('the budget of a provider', () => {
  it('that is spent moves traffic down the chain, as a visible skip', async () => {
    const budgets = [budgetOf(100n, { id: 'p', scope: 'provider', owner: 'a' })];
    const { call, records } = gatewayWith(
      testConfiguration([withProvider(testTarget('a'), { budgets }), testTarget('b')]),
    );
    const reply = await call(small);
    expect([reply.status, reply.headers['x-understudy-provider']]).toEqual([200, 'b']);
    expect(records[0]?.skipped).toEqual([
      {
        target: 'a/model',
        reason: 'provider_budget_spent',
        detail: 'daily budget of 0.0000001 USD is spent until 2026-01-02T00:00:00.000Z',
      },
    ]);
    expect(records[0]?.failoverEvents).toMatchObject([
      { trigger: 'skip', errorKind: 'provider_budget_spent' },
    ]);
  });

  it('that is spent everywhere is said with the time it renews', async () => {
    const budgets = [budgetOf(100n, { id: 'p', scope: 'provider', owner: 'a' })];
    const { call } = gatewayWith(testConfiguration([withProvider(testTarget('a'), { budgets })]));
    const reply = await call(small);
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, String(24 * 3600)]);
  });
});

describe('a model without a price', () => {
  const unpriced = testTarget('a', { facts: { ...ableModel, price: null } });

  it('is called and flagged, unless the key forbids it', async () => {
    const limits = keyWith(budgetOf(usd)).key;
    const allowed = gatewayWith(testConfiguration([unpriced], { key: limits }));
    expect((await allowed.call(small)).status).toBe(200);
    expect(allowed.records[0]).toMatchObject({ priced: false, costNanoUsd: 0n });

    const key = { ...limits, allowUnpriced: false };
    const forbidden = gatewayWith(testConfiguration([unpriced], { key }));
    const reply = await forbidden.call(small);
    expect(reply.status).toBe(400);
    expect((await forbidden.bodyOf(reply)).error.message).toMatch(/may not call models without a price/);
    expect(forbidden.records[0]?.skipped).toEqual([
      { target: 'a/model', reason: 'price', detail: 'no price known' },
    ]);
  });
});

describe('a request without a budget', () => {
  it('leaves nothing behind and asks nobody', async () => {
    const { call, core, clock, shared, transport } = gatewayWith(testConfiguration([testTarget('a')]));
    transport.script('a.test', streamedAnswer('Hi'));
    await readReply(await call({ ...small, stream: true }));
    expect([core.wallet.size, shared.calls, clock.pending()]).toEqual([0, 0, 0]);
  });
});

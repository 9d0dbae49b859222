import { describe, expect, it } from 'vitest';
import type { ModelFacts } from './configuration.ts';
import type { GatewayReply } from './gateway-call.ts';
import { gatewayOf, routesOf } from './testing/routes-gateway.ts';
import { ableModel, hello, readReply, testTarget } from './testing/test-gateway.ts';

const [first, second, third] = [testTarget('first'), testTarget('second'), testTarget('third')];
const errorOf = async (reply: GatewayReply) => JSON.parse(await readReply(reply)).error;
const priced = (input: bigint, output: bigint): ModelFacts => ({
  ...ableModel,
  price: { input, output, cachedInput: null, cacheWrite: null },
});
const usd = 1_000_000_000n;

describe('provider in the body', () => {
  const route = { chat: [first, second, third] };
  const ask = (provider: object, ...down: string[]) => {
    const gateway = gatewayOf(routesOf(route), ...down);
    return gateway.call({ ...hello, provider }).then((reply) => ({ reply, ...gateway }));
  };

  it('order: those named come first, the others follow as the route has them', async () => {
    const { order } = await ask({ order: ['third', 'second/model'] }, 'first', 'second', 'third');
    expect(order()).toEqual(['third', 'second', 'first']);
  });

  it('order moves the targets of one name, and never a fallback of the request before what was asked for', async () => {
    const gateway = gatewayOf(routesOf({ chat: [first, second], cheap: [third] }), 'first', 'second');
    await gateway.call({ ...hello, models: ['cheap'], provider: { order: ['third', 'second'] } });
    expect(gateway.order()).toEqual(['second', 'first', 'third']);
  });

  it('only: no other is called, whatever happens', async () => {
    const { order, reply, records } = await ask({ only: ['second'] }, 'second');
    expect([reply.status, order()]).toEqual([503, ['second']]);
    expect(records[0]?.skipped.map(({ target, reason }) => [target, reason])).toEqual([
      ['first/model', 'excluded'],
      ['third/model', 'excluded'],
    ]);
    expect(records[0]?.failovers).toBe(0);
  });

  it('ignore: these are not called', async () => {
    const { order } = await ask({ ignore: ['first', 'second/model'] });
    expect(order()).toEqual(['third']);
  });

  it('allow_fallbacks: false keeps to the first of what is left, and to its retries', async () => {
    const { order, reply } = await ask({ ignore: ['first'], allow_fallbacks: false }, 'second');
    expect([reply.status, order()]).toEqual([503, ['second']]);
  });

  it('require_parameters: a provider that would not heed one is passed over, and which one is told', async () => {
    const claude = testTarget('first', { adapter: 'anthropic' });
    const gateway = gatewayOf(routesOf({ chat: [claude, second] }));
    const body = { ...hello, logit_bias: { 7: 1 } };
    await gateway.call({ ...body, provider: { require_parameters: true } });
    expect(gateway.order()).toEqual(['second']);
    expect(gateway.records[0]?.skipped).toEqual([
      { target: 'first/model', reason: 'parameter', detail: 'logit_bias' },
    ]);
  });

  describe('max_price', () => {
    const dear = testTarget('first', { facts: priced(3n * usd, 15n * usd) });
    const fair = testTarget('second', { facts: priced(150_000_000n, 600_000_000n) });
    const unpriced = testTarget('third', { facts: { ...ableModel, price: null } });
    const capped = async (max_price: object) => {
      const gateway = gatewayOf(routesOf({ chat: [dear, unpriced, fair] }));
      const reply = await gateway.call({ ...hello, provider: { max_price } });
      return { reply, order: gateway.order(), skipped: gateway.records[0]?.skipped ?? [] };
    };

    it('passes over what costs more, and what nobody knows the price of', async () => {
      const { order, skipped } = await capped({ prompt: 0.15, completion: 0.6 });
      expect(order).toEqual(['second']);
      expect(skipped.map(({ target, detail }) => [target, detail])).toEqual([
        ['first/model', 'prompt costs 3 USD per million tokens, at most 0.15 was allowed'],
        ['third/model', 'no price known'],
      ]);
    });

    it('is held to the nano-USD', async () => {
      expect((await capped({ completion: 0.6 })).order).toEqual(['second']);
      const { reply } = await capped({ completion: 0.599999999 });
      expect([reply.status, (await errorOf(reply)).param]).toEqual([400, 'provider.max_price']);
    });

    it('that names no price leaves every target', async () => {
      expect((await capped({})).order).toEqual(['first']);
    });
  });

  it.each([
    [{ zdr: true }, 'provider.zdr'],
    [{ max_price: { request: 1 } }, 'provider.max_price.request'],
    [{ max_price: { prompt: -1 } }, 'provider.max_price.prompt'],
    [{ sort: 'throughput' }, 'provider.sort'],
    [{ sort: 'mood' }, 'provider.sort'],
    [{ order: ['second', 'nobody'] }, 'provider.order[1]'],
    [{ only: ['nobody/model'] }, 'provider.only[0]'],
    [{ only: [] }, 'provider.only'],
    [{ ignore: ['nobody'] }, 'provider.ignore[0]'],
    [{ allow_fallbacks: 'no' }, 'provider.allow_fallbacks'],
    ['second', 'provider'],
  ])('%j is 400 and names the member', async (provider, param) => {
    const gateway = gatewayOf(routesOf(route));
    const reply = await gateway.call({ ...hello, provider });
    expect(reply.status).toBe(400);
    expect(await errorOf(reply)).toMatchObject({ code: 'invalid_request_error', param });
    expect(gateway.transport.calls).toHaveLength(0);
  });

  it('that leaves no target is 400, says why of each, and is recorded with each skip', async () => {
    const { reply, records } = await ask({ ignore: ['first', 'second', 'third'] });
    expect(reply.status).toBe(400);
    const error = await errorOf(reply);
    expect(error).toMatchObject({ code: 'capability_unavailable', param: 'provider' });
    expect(error.understudy.skipped).toHaveLength(3);
    expect(records).toHaveLength(1);
    expect(records[0]?.skipped).toHaveLength(3);
  });

  it('that leaves only what is too small says that it is too long', async () => {
    const small = testTarget('first', { facts: { ...ableModel, contextWindow: 10 } });
    const gateway = gatewayOf(routesOf({ chat: [small, second] }));
    const reply = await gateway.call({
      ...hello,
      messages: [{ role: 'user', content: 'x'.repeat(400) }],
      provider: { ignore: ['second'] },
    });
    expect((await errorOf(reply)).code).toBe('context_length_exceeded');
  });
});

import { describe, expect, it } from 'vitest';
import type { ModelFacts } from './configuration.ts';
import type { GatewayReply } from './gateway-call.ts';
import { gatewayOf, routesOf } from './testing/routes-gateway.ts';
import { ableModel, hello, readReply, testTarget } from './testing/test-gateway.ts';

const [first, second, third] = [testTarget('first'), testTarget('second'), testTarget('third')];
const _errorOf = async (reply: GatewayReply) => JSON.parse(await readReply(reply)).error;
const priced = (input: bigint, output: bigint): ModelFacts => ({
  ...ableModel,
  price: { input, output, cachedInput: null, cacheWrite: null },
});
const usd = 1_000_000_000n;

describe('provider.sort in the body', () => {
  const ask = (facts: readonly ModelFacts[], body: object) => {
    const names = ['first', 'second', 'third'];
    const targets = facts.map((fact, index) => testTarget(names[index] ?? 'other', { facts: fact }));
    const gateway = gatewayOf(routesOf({ chat: targets }), ...names);
    return gateway.call({ ...hello, ...body }).then(() => gateway.order());
  };
  const talker = priced(usd, 20n * usd);
  const reader = priced(10n * usd, 2n * usd);

  it('price: by what this very request would cost; unpriced comes last', async () => {
    const facts = [{ ...ableModel, price: null }, talker, reader];
    const provider = { sort: 'price' };
    expect(await ask(facts, { provider, max_tokens: 1_000 })).toEqual(['third', 'second', 'first']);
    const long = [{ role: 'user', content: 'x'.repeat(40_000) }];
    expect(await ask(facts, { provider, max_tokens: 10, messages: long })).toEqual([
      'second',
      'third',
      'first',
    ]);
  });

  it('price: equals keep the order of the route, and order comes before sort', async () => {
    expect(await ask([ableModel, ableModel], { provider: { sort: 'price' } })).toEqual(['first', 'second']);
    const provider = { sort: 'price', order: ['first'] };
    expect(await ask([talker, ableModel, reader], { provider })).toEqual(['first', 'second', 'third']);
  });

  it('latency: by what each target was seen to take; one that was not seen enough comes last', async () => {
    const gateway = gatewayOf(routesOf({ chat: [first, second, third] }), 'third');
    const { latency } = gateway.core.health;
    for (let call = 0; call < 3; call += 1) {
      latency.note('second/model', 'response', 900);
      latency.note('third/model', 'response', 100);
    }
    const reply = await gateway.call({ ...hello, provider: { sort: 'latency' } });
    expect(reply.headers['x-understudy-provider']).toBe('second');
    expect(gateway.order()).toEqual(['third', 'second']);
  });
});

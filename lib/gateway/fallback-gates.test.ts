import { describe, expect, it } from 'vitest';
import type { ModelFacts } from './configuration.ts';
import type { GatewayReply } from './gateway-call.ts';
import { failures, routeGateway, sizedModel, sizedTarget, withoutFailover } from './testing/route-gateway.ts';
import { hello, readReply, testTarget } from './testing/test-gateway.ts';

const _errorOf = async (reply: GatewayReply) => JSON.parse(await readReply(reply)).error;

describe('every gate holds for a fallback', () => {
  const blind: ModelFacts = { ...sizedModel(32_000), capabilities: new Set(['streaming']) };
  const dear: ModelFacts = {
    ...sizedModel(32_000),
    price: { input: 9_000_000_000n, output: 9_000_000_000n, cachedInput: null, cacheWrite: null },
  };
  const contextWindowFallbacks = [
    testTarget('blind', { facts: blind }),
    testTarget('dear', { facts: dear }),
    sizedTarget('ignored', 32_000),
    sizedTarget('large', 32_000),
  ];
  const content = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }];
  const body = {
    model: 'chat',
    messages: [{ role: 'user', content }],
    provider: { ignore: ['ignored'], max_price: { prompt: 1 } },
  };

  it('after a failure', async () => {
    const gateway = routeGateway([sizedTarget('first')], { contextWindowFallbacks });
    gateway.transport.script('first.test', failures.tooLong);
    await gateway.call(body);
    expect(gateway.order()).toEqual(['first', 'large']);
    expect(gateway.skips()).toEqual([
      ['blind/model', 'capability'],
      ['dear/model', 'price'],
      ['ignored/model', 'excluded'],
    ]);
  });

  it('and in the plan', async () => {
    const gateway = routeGateway([sizedTarget('first', 10)], { contextWindowFallbacks });
    await gateway.call(body);
    expect(gateway.order()).toEqual(['large']);
  });

  it('and is written down once, whatever failures ask for it', async () => {
    const gateway = routeGateway([sizedTarget('first'), sizedTarget('second', 16_000)], {
      contextWindowFallbacks: contextWindowFallbacks.slice(0, 3),
    });
    gateway.transport.script('first.test', failures.tooLong);
    gateway.transport.script('second.test', failures.tooLong);
    await gateway.call(body);
    expect(gateway.skips()).toHaveLength(3);
  });
});

describe('cycles and bounds', () => {
  it('a target named in every place is called once', async () => {
    const large = sizedTarget('large', 32_000);
    const gateway = routeGateway([sizedTarget('first'), large], {
      contextWindowFallbacks: [sizedTarget('first'), large],
      contentPolicyFallbacks: [large, sizedTarget('first')],
    });
    gateway.transport.script('first.test', failures.tooLong);
    gateway.transport.script('large.test', failures.refused);
    expect((await gateway.call({ ...hello, models: ['chat'] })).status).toBe(400);
    expect(gateway.order()).toEqual(['first', 'large']);
  });

  it('six calls are the most for one request, fallbacks included', async () => {
    const sizes = [1, 2, 3, 4, 5, 6, 7, 8].map((size) => sizedTarget(`t${size}`, size * 10_000));
    const gateway = routeGateway(sizes.slice(0, 1), { contextWindowFallbacks: sizes.slice(1) });
    for (const { provider } of sizes) gateway.transport.script(`${provider.name}.test`, failures.tooLong);
    expect((await gateway.call(hello)).status).toBe(400);
    expect(gateway.order()).toEqual(['t1', 't2', 't3', 't4', 't5', 't6']);
  });

  it('x-understudy-timeout-ms ends them too: nobody is called once it is over', async () => {
    const gateway = routeGateway([sizedTarget('first'), sizedTarget('second')], {
      contextWindowFallbacks: [sizedTarget('large', 32_000)],
    });
    gateway.transport.script('first.test', { ...failures.tooLong, delayMs: 400 });
    gateway.transport.script('large.test', { hang: true });
    const headers = {
      ...withoutFailover.headers,
      'x-understudy-no-failover': 'false',
      'x-understudy-timeout-ms': '1000',
    };
    const reply = gateway.call({ ...hello, models: ['chat'] }, { headers });
    await gateway.clock.advance(999);
    expect(gateway.records).toHaveLength(0);
    await gateway.clock.advance(1);
    expect((await reply).status).toBe(503);
    expect(gateway.order()).toEqual(['first', 'large']);
    expect(gateway.clock.pending()).toBe(0);
  });
});

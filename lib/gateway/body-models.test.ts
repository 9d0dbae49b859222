import { describe, expect, it } from 'vitest';
import { adapterIds, adapters } from './adapters/index.ts';
import type { GatewayReply } from './gateway-call.ts';
import { gatewayOf, routesOf } from './testing/routes-gateway.ts';
import { hello, readReply, testTarget } from './testing/test-gateway.ts';

const [first, second, third] = [testTarget('first'), testTarget('second'), testTarget('third')];
const errorOf = async (reply: GatewayReply) => JSON.parse(await readReply(reply)).error;

describe('models in the body', () => {
  const routes = { chat: [first], cheap: [second] };

  it('are tried after model, in their order, under the settings of the first route', async () => {
    const gateway = gatewayOf(routesOf({ ...routes, last: [third] }), 'first', 'second');
    const reply = await gateway.call({ ...hello, models: ['cheap', 'last'] });
    expect(reply.status).toBe(200);
    expect(gateway.order()).toEqual(['first', 'second', 'third']);
    expect(reply.headers).toMatchObject({ 'x-understudy-route': 'chat', 'x-understudy-failovers': '2' });
  });

  it('may be a provider/model that the key names', async () => {
    const configuration = routesOf(routes, ['chat', 'second/other']);
    const gateway = gatewayOf(configuration, 'first');
    await gateway.call({ ...hello, models: ['second/other'] });
    expect(JSON.parse(gateway.transport.calls[1]?.request.body ?? '').model).toBe('other');
  });

  it('that the key may not call are passed over, and nothing of them is told but the name', async () => {
    const gateway = gatewayOf(routesOf({ ...routes, last: [third] }, ['chat', 'last']), 'first');
    const reply = await gateway.call({ ...hello, models: ['cheap', 'second/model', 'last'] });
    expect(reply.headers['x-understudy-provider']).toBe('third');
    expect(gateway.order()).toEqual(['first', 'third']);
    expect(gateway.records[0]?.skipped).toEqual([
      { target: 'cheap', reason: 'not_allowed', detail: 'models[0]' },
      { target: 'second/model', reason: 'not_allowed', detail: 'models[1]' },
    ]);
    expect(gateway.records[0]?.failovers).toBe(1);
  });

  it('need an allowed model before them', async () => {
    const gateway = gatewayOf(routesOf(routes, ['cheap']));
    const reply = await gateway.call({ ...hello, models: ['cheap'] });
    expect([reply.status, (await errorOf(reply)).code]).toEqual([403, 'model_not_allowed']);
    expect(gateway.transport.calls).toHaveLength(0);
  });

  it('that nobody knows are 404, by their place', async () => {
    const reply = await gatewayOf(routesOf(routes)).call({ ...hello, models: ['cheap', 'nobody'] });
    expect(reply.status).toBe(404);
    expect(await errorOf(reply)).toMatchObject({ code: 'model_not_found', param: 'models[1]' });
  });

  it('named twice, or the same as model, are asked once', async () => {
    const gateway = gatewayOf(routesOf(routes), 'first', 'second');
    const reply = await gateway.call({ ...hello, models: ['chat', 'cheap', 'cheap'] });
    expect(reply.status).toBe(503);
    expect(gateway.order()).toEqual(['first', 'second']);
  });

  it.each([
    ['more than twenty', Array(21).fill('cheap'), 'models'],
    ['not a list', 'cheap', 'models'],
    ['not a name', ['cheap', 7], 'models[1]'],
  ])('%s is 400', async (_, models, param) => {
    const reply = await gatewayOf(routesOf(routes)).call({ ...hello, models });
    expect([reply.status, (await errorOf(reply)).param]).toEqual([400, param]);
  });

  it('are left alone when the caller wants no failover', async () => {
    const gateway = gatewayOf(routesOf(routes), 'first');
    const reply = await gateway.call(
      { ...hello, models: ['cheap'] },
      { headers: { authorization: 'Bearer good-key', 'x-understudy-no-failover': 'true' } },
    );
    expect(reply.status).toBe(503);
    expect(gateway.order()).toEqual(['first']);
  });
});

describe('what is meant for the gateway', () => {
  it.each(adapterIds)('never leaves it for %s', (id) => {
    const request = {
      model: 'chat',
      messages: [{ role: 'user' as const, content: 'Hi' }],
      models: ['canary-model'],
      provider: { order: ['canary-provider'] },
    };
    const address = { baseUrl: 'https://a.test', secret: 'AKIA:secret', maxOutputTokens: null };
    const { body } = adapters[id].encodeRequest({ ...address, request, model: 'm' });
    expect(body).not.toMatch(/canary|"models"|"provider"/);
  });
});

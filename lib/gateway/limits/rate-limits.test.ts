import { describe, expect, it } from 'vitest';
import type { VirtualKey } from '../configuration.ts';
import type { GatewayReply } from '../gateway-call.ts';
import {
  createTestGateway,
  hello,
  readReply,
  streamedAnswer,
  streamHead,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from '../testing/test-gateway.ts';
import { type Limits, unlimited } from './limits.ts';

const errorOf = async (reply: GatewayReply) => JSON.parse(await readReply(reply)).error;
const limited = (parts: Partial<Limits>): Limits => ({ ...unlimited, ...parts });

/** A gateway with the keys `good-key` and `other-key` of one team. */
function gatewayWith(key: Partial<VirtualKey>) {
  const one = { name: 'support-bot', team: 'support', ...key };
  const configuration = testConfiguration([testTarget('first')], { key: one, route: { numRetries: 0 } });
  const keys = new Map(configuration.keys);
  for (const good of configuration.keys.values())
    keys.set('hash of other-key', { ...good, id: 'vk_2', name: 'other-bot' });
  const gateway = createTestGateway({ ...configuration, keys });
  gateway.transport.script('first.test', wholeAnswer('Hi'));
  const other = { headers: { authorization: 'Bearer other-key' } };
  return { ...gateway, callOther: (body: unknown) => gateway.call(body, other) };
}

const rateHeaders = ({ headers }: GatewayReply) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-ratelimit-') ? [[name.slice('x-ratelimit-'.length), value]] : [],
    ),
  );

describe('requests a minute', () => {
  it('the one too many is 429, names the limit and the moment there is room, and has a record', async () => {
    const gateway = gatewayWith({ limits: limited({ rpm: 2 }) });
    expect((await gateway.call(hello)).status).toBe(200);
    await gateway.clock.advance(10_000);
    expect((await gateway.call(hello)).status).toBe(200);
    const refused = await gateway.call(hello);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '51']);
    const { message, type, code } = await errorOf(refused);
    expect(message).toBe(
      'Key support-bot may make 2 requests a minute. Try again after the time in retry-after.',
    );
    expect([type, code]).toEqual(['rate_limit_error', 'rate_limit_exceeded']);
    expect(gateway.transport.calls).toHaveLength(2);
    expect(gateway.records.at(-1)).toMatchObject({
      status: 'error',
      httpStatus: 429,
      errorKind: 'rate_limit_exceeded',
      requestedModel: 'chat',
      route: 'chat',
      attempts: [],
    });

    await gateway.clock.advance(50_999);
    expect((await gateway.call(hello)).status).toBe(429);
    await gateway.clock.advance(1);
    expect((await gateway.call(hello)).status).toBe(200);
  });

  it('the team is asked for all of its keys, and what it refuses takes nothing from the key', async () => {
    const gateway = gatewayWith({ limits: limited({ rpm: 3 }), teamLimits: limited({ rpm: 2 }) });
    expect((await gateway.call(hello)).status).toBe(200);
    expect((await gateway.callOther(hello)).status).toBe(200);
    for (let turn = 0; turn < 5; turn += 1) {
      const refused = await gateway.call(hello);
      expect(refused.status).toBe(429);
      expect((await errorOf(refused)).message).toContain('Team support may make 2 requests a minute.');
    }
    expect(gateway.core.limiter.uses().get('vk_1')?.requests?.used(gateway.clock.monotonic())).toBe(1);
  });

  it('a key of no team is not held to one, and a team without limits holds nobody', async () => {
    const gateway = gatewayWith({ team: null, teamLimits: limited({ rpm: 1 }) });
    for (let turn = 0; turn < 3; turn += 1) expect((await gateway.call(hello)).status).toBe(200);
    expect(gateway.core.limiter.uses().size).toBe(0);
  });

  it('what is refused for other reasons counts for nothing', async () => {
    const gateway = gatewayWith({ limits: limited({ rpm: 1 }) });
    expect((await gateway.call('{')).status).toBe(400);
    expect((await gateway.call({ ...hello, model: 'nobody' })).status).toBe(404);
    expect((await gateway.call(hello)).status).toBe(200);
  });
});

describe('requests in flight', () => {
  it('a place is free again when the answer is complete, not before', async () => {
    const gateway = gatewayWith({ limits: limited({ maxParallelRequests: 1 }) });
    gateway.transport.script('first.test', streamedAnswer('Hel', 'lo'), wholeAnswer('Hi'));
    const stream = await gateway.call({ ...hello, stream: true });
    const refused = await gateway.call(hello);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
    expect((await errorOf(refused)).message).toContain('may have 1 request in flight at once.');
    await readReply(stream);
    expect((await gateway.call(hello)).status).toBe(200);
  });

  it('a caller who leaves before the first chunk gives its place back', async () => {
    const gateway = gatewayWith({ teamLimits: limited({ maxParallelRequests: 1 }) });
    gateway.transport.script('first.test', streamedAnswer('Hel', 'lo'), wholeAnswer('Hi'));
    const { body } = await gateway.call({ ...hello, stream: true });
    if (body instanceof Uint8Array) return expect.unreachable('a stream was asked for');
    await body[Symbol.asyncIterator]().return?.();
    expect((await gateway.callOther(hello)).status).toBe(200);
  });
});

describe('tokens a minute', () => {
  it('are counted by the estimate while a request is under way, and by its usage from its end on', async () => {
    const gateway = gatewayWith({ limits: limited({ tpm: 1_000 }) });
    gateway.transport.script('first.test', { ...wholeAnswer('Hi'), delayMs: 100 });
    const under = gateway.call({ ...hello, max_tokens: 600 });
    await gateway.clock.advance(10);
    const refused = await gateway.call({ ...hello, max_tokens: 600 });
    expect((await errorOf(refused)).message).toContain('Key support-bot may use 1,000 tokens a minute.');
    await gateway.clock.advance(100);
    // The answer used 15 tokens.
    expect(rateHeaders(await under)).toMatchObject({ 'limit-tokens': '1000', 'remaining-tokens': '985' });
  });

  it('what an answer uses beyond its estimate counts from its end on, however long ago it began', async () => {
    const gateway = gatewayWith({ limits: limited({ tpm: 1_000 }) });
    const [role, ...pieces] = streamedAnswer('a', 'b', 'c', 'd', 'e').body;
    const slowly = pieces.flatMap((piece, index) => (index < 5 ? [piece, { waitMs: 14_000 }] : [piece]));
    gateway.transport.script('first.test', {
      ...streamHead,
      body: [role ?? { send: '' }, ...slowly],
    });
    const reply = await gateway.call({ ...hello, stream: true, max_tokens: 1 });
    expect(rateHeaders(reply)).toMatchObject({ 'remaining-tokens': '993' });
    const text = readReply(reply);
    await gateway.clock.advance(61_000);
    expect(rateHeaders(await gateway.call('{'))).toMatchObject({ 'remaining-tokens': '1000' });
    await gateway.clock.advance(40_000);
    expect(await text).toContain('[DONE]');
    // Of the 15 tokens, 7 were counted at the beginning.
    expect(rateHeaders(await gateway.call('{'))).toMatchObject({ 'remaining-tokens': '992' });
    await gateway.clock.advance(61_000);
    expect(gateway.core.limiter.uses().size).toBe(0);
  });

  it('a request that alone is more than the limit is told so; a wait would not help', async () => {
    const gateway = gatewayWith({ limits: limited({ tpm: 1_000 }) });
    const refused = await gateway.call({ ...hello, max_tokens: 2_000, n: 2 });
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60']);
    expect((await errorOf(refused)).message).toBe(
      'Key support-bot may use 1,000 tokens a minute, and this request alone may need 4,006 tokens. Send a shorter prompt or a lower max_tokens.',
    );
  });

  it('an answer whose length nobody limits is never too large for a small limit', async () => {
    const gateway = gatewayWith({ limits: limited({ tpm: 50 }) });
    expect((await gateway.call(hello)).status).toBe(200);
  });
});

describe('x-ratelimit headers', () => {
  it('tell the tighter of key and team, on success and on error alike', async () => {
    const gateway = gatewayWith({
      limits: limited({ rpm: 10, tpm: 90 }),
      teamLimits: limited({ rpm: 2, tpm: 1_000 }),
    });
    const told = {
      'limit-requests': '2',
      'remaining-requests': '1',
      'reset-requests': '1m1s',
      'limit-tokens': '90',
      'remaining-tokens': '75',
      'reset-tokens': '1m1s',
    };
    expect(rateHeaders(await gateway.call(hello))).toEqual(told);
    await gateway.clock.advance(40_500);
    const later = { ...told, 'reset-requests': '20.5s', 'reset-tokens': '20.5s' };
    expect(rateHeaders(await gateway.call('{'))).toEqual(later);
    expect(rateHeaders(await gateway.call({ ...hello, model: 'nobody' }))).toEqual(later);
    expect(rateHeaders(await gateway.call(null, { method: 'GET', path: '/v1/models' }))).toEqual(later);
    await gateway.call(hello);
    const refused = await gateway.call(hello);
    expect(refused.status).toBe(429);
    expect(rateHeaders(refused)).toMatchObject({ 'remaining-requests': '0', 'reset-requests': '1m0.5s' });
  });

  it("are absent without limits: a provider's own never reach the caller", async () => {
    const gateway = gatewayWith({ limits: limited({ maxParallelRequests: 5 }) });
    const headers = {
      'content-type': 'application/json',
      'x-ratelimit-remaining-requests': '5',
      'x-ratelimit-limit-tokens': '9',
    };
    gateway.transport.script('first.test', { ...wholeAnswer('Hi'), headers });
    expect(rateHeaders(await gateway.call(hello))).toEqual({});
  });

  it('a stranger learns nothing', async () => {
    const gateway = gatewayWith({ limits: limited({ rpm: 1 }) });
    const reply = await gateway.call(hello, { headers: { authorization: 'Bearer wrong' } });
    expect(rateHeaders(reply)).toEqual({});
  });
});

import { describe, expect, it } from 'vitest';
import { hello, readReply, streamedAnswer, wholeAnswer } from '../testing/test-gateway.ts';
import { errorOf, limited, limitedGateway, rateHeadersOf } from './testing/limited-gateway.ts';

describe('requests a minute', () => {
  it('the one too many is 429, names the limit and the moment there is room, and has a record', async () => {
    const gateway = limitedGateway({ limits: limited({ rpm: 2 }) });
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
    const gateway = limitedGateway({ limits: limited({ rpm: 3 }), teamLimits: limited({ rpm: 2 }) });
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
    const gateway = limitedGateway({ team: null, teamLimits: limited({ rpm: 1 }) });
    for (let turn = 0; turn < 3; turn += 1) expect((await gateway.call(hello)).status).toBe(200);
    expect(gateway.core.limiter.uses().size).toBe(0);
  });

  it('what is refused for other reasons counts for nothing', async () => {
    const gateway = limitedGateway({ limits: limited({ rpm: 1 }) });
    expect((await gateway.call('{')).status).toBe(400);
    expect((await gateway.call({ ...hello, model: 'nobody' })).status).toBe(404);
    expect((await gateway.call(hello)).status).toBe(200);
  });
});

describe('limits of one model within a key', () => {
  it('hold the calls that name it, beside those of the key, and are told to them only', async () => {
    const narrow = { rpm: 1, tpm: null, maxParallelRequests: null };
    const gateway = limitedGateway({
      models: new Set(['chat', 'first/model']),
      limits: limited({ rpm: 3, models: new Map([['chat', narrow]]) }),
    });
    const direct = { ...hello, model: 'first/model' };
    expect(rateHeadersOf(await gateway.call(hello))).toMatchObject({
      'limit-requests': '1',
      'remaining-requests': '0',
    });
    const refused = await gateway.call(hello);
    expect(refused.status).toBe(429);
    expect((await errorOf(refused)).message).toContain(
      'Key support-bot may make 1 request a minute for chat.',
    );
    expect(rateHeadersOf(await gateway.call(direct))).toMatchObject({
      'limit-requests': '3',
      'remaining-requests': '1',
    });
    expect((await gateway.call(direct)).status).toBe(200);
    expect((await errorOf(await gateway.call(direct))).message).toContain(
      'Key support-bot may make 3 requests a minute.',
    );
  });
});

describe('requests in flight', () => {
  it('a place is free again when the answer is complete, not before', async () => {
    const gateway = limitedGateway({ limits: limited({ maxParallelRequests: 1 }) });
    gateway.transport.script('first.test', streamedAnswer('Hel', 'lo'), wholeAnswer('Hi'));
    const stream = await gateway.call({ ...hello, stream: true });
    const refused = await gateway.call(hello);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
    expect((await errorOf(refused)).message).toContain('may have 1 request in flight at once.');
    await readReply(stream);
    expect((await gateway.call(hello)).status).toBe(200);
  });

  it('a caller who leaves before the first chunk gives its place back', async () => {
    const gateway = limitedGateway({ teamLimits: limited({ maxParallelRequests: 1 }) });
    gateway.transport.script('first.test', streamedAnswer('Hel', 'lo'), wholeAnswer('Hi'));
    const { body } = await gateway.call({ ...hello, stream: true });
    if (body instanceof Uint8Array) return expect.unreachable('a stream was asked for');
    await body[Symbol.asyncIterator]().return?.();
    expect((await gateway.callOther(hello)).status).toBe(200);
  });
});

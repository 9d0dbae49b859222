import { describe, expect, it } from 'vitest';
import type { GatewayReply } from './gateway-call.ts';
import { failures, routeGateway, sizedTarget, withoutFailover } from './testing/route-gateway.ts';
import { hello, readReply, wholeAnswer } from './testing/test-gateway.ts';

const errorOf = async (reply: GatewayReply) => JSON.parse(await readReply(reply)).error;

const longPrompt = { ...hello, messages: [{ role: 'user', content: 'x'.repeat(40_000) }] };

describe('a prompt that a provider finds too long', () => {
  it('goes to a larger target of the route first, then to the fallbacks that are larger', async () => {
    const gateway = routeGateway(
      [sizedTarget('first'), sizedTarget('second'), sizedTarget('third', 16_000)],
      {
        contextWindowFallbacks: [sizedTarget('same'), sizedTarget('large', 32_000)],
      },
    );
    gateway.transport.script('first.test', failures.tooLong);
    gateway.transport.script('third.test', failures.tooLong);
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('large');
    expect(gateway.order()).toEqual(['first', 'third', 'large']);
    expect(gateway.skips()).toEqual([
      ['second/model', 'context_window'],
      ['same/model', 'context_window'],
    ]);
    expect(gateway.records[0]?.failoverEvents).toMatchObject([
      { primary: 'first/model', fallback: 'third/model', trigger: 'attempt', outcome: 'failed' },
      {
        primary: 'third/model',
        fallback: 'large/model',
        errorKind: 'context_length_exceeded',
        outcome: 'ok',
      },
    ]);
  });

  it('takes a fallback of unknown size for larger, since the operator named it, but no other target', async () => {
    const gateway = routeGateway([sizedTarget('first'), sizedTarget('second', null)], {
      contextWindowFallbacks: [sizedTarget('named', null)],
    });
    gateway.transport.script('first.test', failures.tooLong);
    await gateway.call(hello);
    expect(gateway.order()).toEqual(['first', 'named']);
  });

  it('of a target of unknown size goes to the fallbacks alone', async () => {
    const gateway = routeGateway([sizedTarget('first', null), sizedTarget('second', 900_000)], {
      contextWindowFallbacks: [sizedTarget('named', 16_000)],
    });
    gateway.transport.script('first.test', failures.tooLong);
    await gateway.call(hello);
    expect(gateway.order()).toEqual(['first', 'named']);
  });

  it('still does after a larger target failed for another reason', async () => {
    const gateway = routeGateway([sizedTarget('first'), sizedTarget('large', 16_000), sizedTarget('third')], {
      contextWindowFallbacks: [sizedTarget('named', 32_000)],
    });
    gateway.transport.script('first.test', failures.tooLong);
    gateway.transport.script('large.test', failures.overloaded);
    await gateway.call(hello);
    expect(gateway.order()).toEqual(['first', 'large', 'named']);
  });

  it('goes back to the caller when nobody is larger', async () => {
    const gateway = routeGateway([sizedTarget('first'), sizedTarget('second')]);
    gateway.transport.script('first.test', failures.tooLong);
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(400);
    expect(await errorOf(reply)).toMatchObject({
      code: 'context_length_exceeded',
      understudy: { origin: 'provider', kind: 'context_length_exceeded' },
    });
  });

  it('is 503 with a time to come back when who is larger is only unwell', async () => {
    const gateway = routeGateway([sizedTarget('first')], {
      contextWindowFallbacks: [sizedTarget('large', 32_000)],
    });
    gateway.transport.script('first.test', failures.tooLong);
    gateway.transport.script('large.test', {
      ...failures.overloaded,
      status: 429,
      headers: { 'retry-after': '20' },
    });
    await gateway.call(hello);
    await gateway.clock.advance(5_000);
    const reply = await gateway.call(hello);
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '15']);
    expect(gateway.order()).toEqual(['first', 'large', 'first']);
  });

  it('asks a fallback whose circuit is open rather than giving up without a try', async () => {
    const gateway = routeGateway([sizedTarget('first')], {
      contextWindowFallbacks: [sizedTarget('large', 32_000)],
    });
    gateway.transport.script('first.test', failures.tooLong);
    gateway.transport.script(
      'large.test',
      failures.overloaded,
      failures.overloaded,
      failures.overloaded,
      wholeAnswer('Well'),
    );
    for (let call = 0; call < 3; call += 1) expect((await gateway.call(hello)).status).toBe(503);
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('large');
  });

  it('is narrowed by on_status_codes like any failure', async () => {
    const gateway = routeGateway([sizedTarget('first')], {
      contextWindowFallbacks: [sizedTarget('large', 32_000)],
      onStatusCodes: new Set([500]),
    });
    gateway.transport.script('first.test', failures.tooLong);
    expect((await gateway.call(hello)).status).toBe(400);
    expect(gateway.order()).toEqual(['first']);
  });
});

describe('a prompt that fits no target of the route', () => {
  const route = { contextWindowFallbacks: [sizedTarget('still-small', 9_000), sizedTarget('large', 32_000)] };

  it('goes to the fallbacks at once; those passed over are skips, not failovers', async () => {
    const gateway = routeGateway([sizedTarget('first'), sizedTarget('second')], route);
    const reply = await gateway.call(longPrompt);
    expect(reply.headers).toMatchObject({
      'x-understudy-provider': 'large',
      'x-understudy-failovers': '0',
      'x-understudy-attempts': '1',
    });
    expect(gateway.skips()).toEqual([
      ['first/model', 'context_window'],
      ['second/model', 'context_window'],
      ['still-small/model', 'context_window'],
    ]);
  });

  it('goes to none without failover', async () => {
    const gateway = routeGateway([sizedTarget('first')], route);
    const reply = await gateway.call(longPrompt, withoutFailover);
    expect([reply.status, (await errorOf(reply)).code]).toEqual([400, 'context_length_exceeded']);
    expect(gateway.transport.calls).toHaveLength(0);
  });

  it('counts what the caller wants as an answer, but no more than the model can write', async () => {
    const gateway = routeGateway([sizedTarget('first')], route);
    expect((await gateway.call({ ...hello, max_tokens: 100_000 })).headers['x-understudy-provider']).toBe(
      'first',
    );
    const prompt = { ...hello, messages: [{ role: 'user', content: 'x'.repeat(20_000) }] };
    expect((await gateway.call({ ...prompt, max_tokens: 100_000 })).headers['x-understudy-provider']).toBe(
      'large',
    );
  });
});

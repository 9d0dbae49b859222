import { describe, expect, it } from 'vitest';
import { failures, routeGateway, sizedTarget } from './testing/route-gateway.ts';
import { hello, readReply, testTarget, wholeAnswer } from './testing/test-gateway.ts';

const [first, second] = [testTarget('first'), testTarget('second')];
/** Opens the circuit of a target for half a minute. */
const breaker = {
  consecutiveFailures: 1,
  failureRate: 0.5,
  minimumRequests: 20,
  windowMs: 60_000,
  cooldownMs: 30_000,
  maxCooldownMs: 300_000,
};

describe('the record of a failover', () => {
  it('counts the time of a fallback from when it was first asked, retries included', async () => {
    const gateway = routeGateway([first, second], { numRetries: 1 });
    gateway.transport.script('first.test', {
      ...failures.overloaded,
      headers: { 'x-should-retry': 'false' },
    });
    const late = { ...failures.overloaded, delayMs: 100, headers: { 'retry-after-ms': '500' } };
    gateway.transport.script('second.test', late, { ...wholeAnswer('Hi'), delayMs: 30 });
    const reply = gateway.call(hello);
    await gateway.clock.advance(1_000);
    expect((await reply).status).toBe(200);
    expect(gateway.records[0]?.failoverEvents).toMatchObject([
      {
        primary: 'first/model',
        fallback: 'second/model',
        primaryMs: 0,
        fallbackMs: 630,
        latencyDeltaMs: 630,
      },
    ]);
  });

  it('has no move to the first target of a plan, which answered in panic although all were out', async () => {
    const gateway = routeGateway([first, second], { breaker });
    gateway.transport.script('first.test', failures.overloaded, wholeAnswer('Hi'));
    gateway.transport.script('second.test', failures.overloaded);
    await gateway.call(hello);
    const reply = await gateway.call(hello);
    expect(reply.headers).toMatchObject({ 'x-understudy-provider': 'first', 'x-understudy-failovers': '0' });
    expect(gateway.records[1]).toMatchObject({ provider: 'first', failovers: 0, failoverEvents: [] });
    expect(gateway.skips()).toEqual([
      ['first/model', 'circuit_open'],
      ['second/model', 'circuit_open'],
    ]);
  });
});

describe('a verdict of the provider on the request', () => {
  const [large, small] = [sizedTarget('large', 100_000), sizedTarget('small', 8_000)];

  it('is not the last word while a larger target that is out was never asked', async () => {
    const gateway = routeGateway([large, small], { breaker });
    gateway.transport.script('large.test', failures.overloaded, wholeAnswer('It fits'));
    await gateway.call(hello);
    gateway.transport.script('small.test', failures.tooLong);
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(200);
    expect(gateway.order()).toEqual(['large', 'small', 'small', 'large']);
  });

  it('that the request is too large is not, while another server that is out was never asked', async () => {
    const gateway = routeGateway([first, second], { breaker });
    gateway.transport.script('first.test', failures.overloaded);
    await gateway.call(hello);
    gateway.transport.script('second.test', failures.tooLarge);
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(503);
    // The other one would say the same again.
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(20);
    expect(gateway.order()).toEqual(['first', 'second', 'second', 'first']);
  });

  it('is the last word for targets that would see it the same way', async () => {
    const gateway = routeGateway([small, sizedTarget('large', 100_000)], { breaker });
    gateway.transport.script('small.test', failures.overloaded);
    await gateway.call(hello);
    gateway.transport.script('large.test', failures.tooLong);
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(400);
    expect(JSON.parse(await readReply(reply)).error.code).toBe('context_length_exceeded');
  });
});

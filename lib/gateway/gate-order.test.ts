import { describe, expect, it } from 'vitest';
import { failures, routeGateway } from './testing/route-gateway.ts';
import { ableModel, hello, readReply, testTarget, wholeAnswer } from './testing/test-gateway.ts';

const batch = { headers: { authorization: 'Bearer good-key', 'x-understudy-latency-class': 'batch' } };
const breaker = {
  consecutiveFailures: 1,
  failureRate: 0.5,
  minimumRequests: 20,
  windowMs: 60_000,
  cooldownMs: 30_000,
  maxCooldownMs: 300_000,
};

/** A target that takes two calls at a time: one hung before another opened its circuit, and one hangs in panic. */
async function openAndFull() {
  const target = testTarget('first', { facts: { ...ableModel, maxParallelRequests: 2 } });
  const gateway = routeGateway([target], { breaker });
  gateway.transport.script('first.test', { hang: true }, failures.overloaded, { hang: true });
  void gateway.call(hello);
  await gateway.clock.advance(10);
  await gateway.call(hello);
  void gateway.call(hello);
  await gateway.clock.advance(10);
  return gateway;
}

describe('a target whose circuit is open and that has no room either', () => {
  it('is passed over for its circuit, which comes first, and the answer says when that is probed', async () => {
    const gateway = await openAndFull();
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(503);
    expect(JSON.parse(await readReply(reply)).error.code).toBe('all_targets_failed');
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(20);
    expect(gateway.skips()?.[0]).toEqual(['first/model', 'circuit_open']);
    gateway.leave();
    await gateway.clock.advance(0);
  });

  it('is no target that a batch call waits for', async () => {
    const gateway = await openAndFull();
    const reply = await gateway.call(hello, batch);
    expect(reply.status).toBe(503);
    gateway.leave();
    await gateway.clock.advance(0);
    expect(gateway.clock.pending()).toBe(0);
  });
});

describe('a target whose circuit opens while it is tried', () => {
  it('is not waited for: the next one is asked at once', async () => {
    const gateway = routeGateway([testTarget('first'), testTarget('second')], { breaker, numRetries: 1 });
    gateway.transport.script('first.test', { ...failures.overloaded, headers: { 'retry-after-ms': '2000' } });
    const reply = await gateway.call(hello);
    expect(reply.headers).toMatchObject({ 'x-understudy-provider': 'second', 'x-understudy-attempts': '2' });
    expect(gateway.records[0]?.durationMs).toBe(0);
  });

  it('is tried again all the same when that was the last resort', async () => {
    const gateway = routeGateway([testTarget('first')], { breaker, numRetries: 1 });
    gateway.transport.script('first.test', failures.overloaded, failures.overloaded, wholeAnswer('Hi'));
    await gateway.call(hello);
    const reply = gateway.call(hello);
    await gateway.clock.advance(1_000);
    expect((await reply).status).toBe(200);
    expect(gateway.transport.calls).toHaveLength(3);
  });
});

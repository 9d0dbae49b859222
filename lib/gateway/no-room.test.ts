import { describe, expect, it } from 'vitest';
import { failures, routeGateway } from './testing/route-gateway.ts';
import { ableModel, hello, readReply, testTarget, wholeAnswer } from './testing/test-gateway.ts';

/** One call at a time, and that one hangs. */
const narrow = (name: string) => testTarget(name, { facts: { ...ableModel, maxParallelRequests: 1 } });
const full = { hang: true } as const;

describe('when no target of a plan is free', () => {
  it('the answer is 429 with a time to come back, and each target that had no room is told', async () => {
    const gateway = routeGateway([narrow('first'), narrow('second')]);
    for (const host of ['first.test', 'second.test']) gateway.transport.script(host, full);
    const busy = [gateway.call(hello), gateway.call(hello)];
    await gateway.clock.advance(10);
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(429);
    expect(Number(reply.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(await readReply(reply)).error).toMatchObject({
      code: 'rate_limit_exceeded',
      type: 'rate_limit_error',
      understudy: { origin: 'gateway', attempts: [] },
    });
    expect(gateway.skips()).toEqual([
      ['first/model', 'no_headroom'],
      ['second/model', 'no_headroom'],
    ]);
    expect(gateway.order()).toEqual(['first', 'second']);
    await gateway.clock.advance(600_000);
    await Promise.all(busy);
  });

  it('the answer is 503 when another was out for a different reason, at the soonest time that something frees', async () => {
    const gateway = routeGateway([narrow('first'), testTarget('second')]);
    gateway.transport.script('first.test', full);
    gateway.transport.script('second.test', {
      ...failures.overloaded,
      status: 429,
      headers: { 'retry-after': '40' },
    });
    const busy = gateway.call(hello);
    await gateway.clock.advance(10);
    expect((await gateway.call(hello)).status).toBe(503);
    const reply = await gateway.call(hello);
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '1']);
    expect(gateway.skips()).toEqual([
      ['first/model', 'no_headroom'],
      ['second/model', 'credential_benched'],
    ]);
    await gateway.clock.advance(600_000);
    await busy;
  });

  it('the caller who comes back is served', async () => {
    const gateway = routeGateway([narrow('first')]);
    gateway.transport.script('first.test', { ...wholeAnswer('Hi'), delayMs: 500 });
    const busy = gateway.call(hello);
    await gateway.clock.advance(10);
    expect((await gateway.call(hello)).status).toBe(429);
    await gateway.clock.advance(1_000);
    const again = gateway.call(hello);
    await gateway.clock.advance(500);
    expect([(await busy).status, (await again).status]).toEqual([200, 200]);
  });
});

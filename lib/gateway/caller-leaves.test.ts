import { describe, expect, it } from 'vitest';
import { failures, routeGateway } from './testing/route-gateway.ts';
import { ableModel, hello, testTarget } from './testing/test-gateway.ts';

const canceled = { status: 'canceled', httpStatus: 499, errorKind: 'client_closed' };
const batch = { headers: { authorization: 'Bearer good-key', 'x-understudy-latency-class': 'batch' } };

describe('a caller who leaves', () => {
  it('while a retry waits is recorded as that, and no further target as called or failed over to', async () => {
    const gateway = routeGateway([testTarget('first'), testTarget('second')], { numRetries: 1 });
    gateway.transport.script('first.test', {
      ...failures.overloaded,
      headers: { 'retry-after-ms': '2000' },
    });
    const reply = gateway.call(hello);
    await gateway.clock.advance(1_000);
    gateway.leave();
    await gateway.clock.advance(0);
    expect((await reply).status).toBe(499);
    expect(gateway.records).toMatchObject([
      { ...canceled, provider: 'first', failovers: 0, failoverEvents: [], attempts: [{ provider: 'first' }] },
    ]);
    expect(gateway.order()).toEqual(['first']);
    expect(gateway.clock.pending()).toBe(0);
  });

  it('while the call waits for room was not refused', async () => {
    const narrow = testTarget('first', { facts: { ...ableModel, maxParallelRequests: 1 } });
    const gateway = routeGateway([narrow]);
    gateway.transport.script('first.test', { hang: true });
    const busy = gateway.call(hello);
    await gateway.clock.advance(1);
    const leaving = new AbortController();
    const reply = gateway.call(hello, { ...batch, signal: leaving.signal });
    await gateway.clock.advance(1_000);
    leaving.abort();
    await gateway.clock.advance(0);
    expect((await reply).status).toBe(499);
    expect(gateway.records).toMatchObject([{ ...canceled, attempts: [] }]);
    gateway.leave();
    await busy;
    expect(gateway.clock.pending()).toBe(0);
  });

  it('before the first call has none made', async () => {
    const gateway = routeGateway([testTarget('first')]);
    gateway.leave();
    expect((await gateway.call(hello)).status).toBe(499);
    expect(gateway.records).toMatchObject([{ ...canceled, attempts: [] }]);
    expect(gateway.transport.calls).toHaveLength(0);
  });
});

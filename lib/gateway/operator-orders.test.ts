import { describe, expect, it } from 'vitest';
import type { CircuitTransition } from './resilience/circuit-transition.ts';
import {
  createTestGateway,
  hello,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from './testing/test-gateway.ts';

const first = testTarget('first');
const second = testTarget('second');
const overloaded = { status: 503, body: '{"error":{"message":"busy"}}' };

function setUp() {
  const told: CircuitTransition[] = [];
  const gateway = createTestGateway(testConfiguration([first, second], { route: { numRetries: 0 } }), {
    circuitChanged: (transition) => told.push(transition),
  });
  gateway.transport.script('first.test', wholeAnswer('First'));
  gateway.transport.script('second.test', wholeAnswer('Second'));
  return { gateway, told, breaker: gateway.core.health.breaker };
}

describe('a target that an operator forces open', () => {
  it('is passed over with who holds it and until when; the next one answers', async () => {
    const { gateway, told, breaker } = setUp();
    const until = gateway.clock.now() + 600_000;
    breaker.forceOpen(first.id, { until, reason: 'maintenance' });
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('second');
    expect(gateway.transport.callsTo('first.test')).toEqual([]);
    const [skip] = gateway.records[0]?.skipped ?? [];
    expect(skip).toMatchObject({ target: first.id, reason: 'circuit_open' });
    expect(skip?.detail).toContain('by an operator');
    expect(skip?.detail).toContain(new Date(until).toISOString());
    expect(told).toMatchObject([{ target: first.id, to: 'forced_open', reason: 'maintenance' }]);
  });

  it('is not called in panic: the other one is, though it opened later', async () => {
    const { gateway, breaker } = setUp();
    breaker.forceOpen(first.id, { until: null, reason: null });
    gateway.transport.script('second.test', overloaded);
    for (let call = 0; call < 3; call += 1) await gateway.call(hello);
    expect(breaker.opensAgainAt(second.id)).not.toBeNull();
    gateway.transport.script('second.test', wholeAnswer('Second'));
    await gateway.clock.advance(10);
    const reply = await gateway.call(hello);
    expect(reply.headers['x-understudy-provider']).toBe('second');
    expect(gateway.transport.callsTo('first.test')).toEqual([]);
  });

  it('leaves nothing to call when it is the last: 503, to be tried when the first order runs out', async () => {
    const { gateway, breaker } = setUp();
    breaker.forceOpen(first.id, { until: null, reason: null });
    breaker.forceOpen(second.id, { until: gateway.clock.now() + 90_000, reason: null });
    const reply = await gateway.call(hello);
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '90']);
    breaker.forceOpen(second.id, { until: null, reason: null });
    const endless = await gateway.call(hello);
    expect([endless.status, endless.headers['retry-after']]).toEqual([503, '30']);
    expect([...gateway.transport.callsTo('first.test'), ...gateway.transport.callsTo('second.test')]).toEqual(
      [],
    );
  });

  it('serves again after a reset', async () => {
    const { gateway, breaker } = setUp();
    breaker.forceOpen(first.id, { until: null, reason: null });
    breaker.reset(first.id);
    gateway.state.random = 0.01;
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('first');
  });
});

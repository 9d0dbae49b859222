import { describe, expect, it } from 'vitest';
import { createCheckedGateway } from '../testing/checked-gateway.ts';
import type { BodyStep } from '../testing/scripted-transport.ts';
import { hello, testConfiguration, testTarget, wholeAnswer } from '../testing/test-gateway.ts';

describe('a check', () => {
  it('gives up on a provider that does not answer within 10 s, and says since when', async () => {
    const { checker, clock, transport, core, healthEvents } = createCheckedGateway(
      testConfiguration([testTarget('one')]),
    );
    transport.script('one.test', { hang: true });
    const startedAt = clock.now();
    checker.start();
    await clock.advance(11_000);
    expect(transport.calls[0]?.aborted).toBe(true);
    const [report] = core.health.checks.snapshot();
    expect(report).toMatchObject({ state: 'unreachable', reason: expect.stringContaining('10000 ms') });
    expect((report?.since ?? 0) - startedAt).toBeLessThan(11_000);
    expect(healthEvents).toEqual([]);
    await checker.stop();
  });

  it('reads no more than a megabyte of a list that never ends, and counts it as an answer', async () => {
    const { checker, clock, transport, states } = createCheckedGateway(
      testConfiguration([testTarget('one')]),
    );
    const piece: BodyStep = { send: 'x'.repeat(64 * 1024) };
    transport.script('one.test', { status: 200, body: Array.from({ length: 10_000 }, () => piece) });
    checker.start();
    await clock.advance(1_000);
    expect(transport.calls[0]?.aborted).toBe(true);
    expect(states()).toEqual(['one ok']);
    await checker.stop();
  });

  it('ends a body that stalls with the 10 s of the check, and counts it as an answer', async () => {
    const { checker, clock, transport, states } = createCheckedGateway(
      testConfiguration([testTarget('one')]),
    );
    transport.script('one.test', { status: 200, body: [{ send: '{' }, { waitMs: 3_600_000 }] });
    checker.start();
    await clock.advance(11_000);
    expect(transport.calls[0]?.aborted).toBe(true);
    expect(states()).toEqual(['one ok']);
    await checker.stop();
  });

  it('tells once that an endpoint is unreachable and once that it is back, and fails no request', async () => {
    const { checker, clock, transport, healthEvents, call, core, records } = createCheckedGateway(
      testConfiguration([testTarget('one')]),
    );
    transport.script('one.test', { refuse: true });
    checker.start();
    await clock.advance(120_000);
    expect(healthEvents).toMatchObject([{ type: 'endpoint_unreachable', provider: 'one' }]);
    // Twenty failed checks would have opened the circuit: they are not traffic.
    expect(core.health.breaker.circuits().size).toBe(0);
    transport.script('one.test', wholeAnswer('Hi'));
    expect((await call(hello)).status).toBe(200);
    expect(records).toHaveLength(1);
    await clock.advance(40_000);
    expect(healthEvents).toMatchObject([{}, { type: 'endpoint_reachable', provider: 'one' }]);
    await checker.stop();
  });

  it('tells that an outage is over when its provider leaves the configuration', async () => {
    const { checker, clock, healthEvents, state } = createCheckedGateway(
      testConfiguration([testTarget('one')]),
    );
    checker.start();
    await clock.advance(60_000);
    state.configuration = testConfiguration([testTarget('two')]);
    await clock.advance(1_000);
    expect(healthEvents.filter((event) => 'since' in event && event.provider === 'one')).toMatchObject([
      { type: 'endpoint_unreachable' },
      { type: 'endpoint_reachable', reason: expect.stringContaining('No route') },
    ]);
    await checker.stop();
  });

  it.each([429, 500, 503])('notes a %i and concludes nothing from it', async (status) => {
    const { checker, clock, transport, states, healthEvents, hosts } = createCheckedGateway(
      testConfiguration([testTarget('one')]),
    );
    transport.script('one.test', { status, body: '{"error":{"message":"later"}}' });
    checker.start();
    await clock.advance(100_000);
    expect(states()).toEqual(['one unknown']);
    expect(healthEvents).toEqual([]);
    expect(hosts().length).toBeGreaterThan(2);
    await checker.stop();
  });
});

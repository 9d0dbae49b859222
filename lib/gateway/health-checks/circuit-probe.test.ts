import { describe, expect, it } from 'vitest';
import { routeDefaults } from '../configuration.ts';
import type { FailureKind } from '../errors.ts';
import { createCheckedGateway, models } from '../testing/checked-gateway.ts';
import { testConfiguration, testTarget } from '../testing/test-gateway.ts';

const busy = { status: 503, body: '{"error":{"message":"later"}}' };
const target = 'one/model';

/** A gateway whose circuit has just been opened by three failures of a kind, before any check. */
async function withOpenCircuit(kind: FailureKind) {
  const gateway = createCheckedGateway(testConfiguration([testTarget('one')]));
  const { breaker } = gateway.core.health;
  for (let call = 0; call < 3; call += 1)
    breaker.tryAcquire(target, routeDefaults.breaker, 'last')?.fail(kind);
  const circuit = () => breaker.circuits().get(target);
  expect(circuit()).toMatchObject({ state: 'open', reason: kind });
  return { ...gateway, circuit };
}

describe('a check of a provider whose circuit is open', () => {
  it('closes what failed connections opened, once the cooldown is over and the host answers', async () => {
    const { checker, clock, transport, circuit } = await withOpenCircuit('connection_failed');
    transport.script('one.test', models);
    checker.start();
    await clock.advance(20_000);
    expect(transport.calls).toHaveLength(1);
    expect(circuit()?.state).toBe('open');
    await clock.advance(45_000);
    expect(circuit()?.state).toMatch(/ramping|closed/);
    await checker.stop();
  });

  it('opens it again, for longer and longer, as long as no connection comes about', async () => {
    const { checker, clock, circuit } = await withOpenCircuit('connection_failed');
    checker.start();
    await clock.advance(1_800_000);
    const now = circuit();
    if (now?.state !== 'open') expect.unreachable();
    expect(now.failedProbes).toBeGreaterThan(5);
    expect(now.until - now.since).toBeGreaterThan(200_000);
    await checker.stop();
  });

  it.each(['server_error', 'timeout', 'overloaded'] as const)(
    'proves nothing about what %s opened: that probe is left to traffic',
    async (kind) => {
      const { checker, clock, transport, circuit } = await withOpenCircuit(kind);
      transport.script('one.test', models);
      checker.start();
      await clock.advance(300_000);
      expect(transport.calls.length).toBeGreaterThan(5);
      expect(circuit()).toMatchObject({ state: 'open', reason: kind });
      await checker.stop();
    },
  );

  it('gives the probe back to traffic when the answer proves nothing, or when it is stopped', async () => {
    for (const script of [busy, { hang: true } as const]) {
      const { checker, clock, transport, circuit, core } = await withOpenCircuit('connection_failed');
      transport.script('one.test', script);
      await clock.advance(40_000);
      checker.start();
      await clock.advance(1_000);
      await checker.stop();
      expect(circuit()).toMatchObject({ state: 'half_open', probing: false });
      expect(core.health.breaker.tryAcquire(target, routeDefaults.breaker, 'last')).not.toBeNull();
    }
  });

  it('does not touch what an operator has forced open', async () => {
    const { checker, clock, transport, core, circuit } = await withOpenCircuit('connection_failed');
    core.health.breaker.forceOpen(target, { until: null, reason: 'maintenance' });
    transport.script('one.test', models);
    checker.start();
    await clock.advance(300_000);
    expect(circuit()?.state).toBe('forced_open');
    await checker.stop();
  });
});

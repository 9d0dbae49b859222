import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cooldownMs, createCircuitBreaker, type Permit } from './circuit-breaker.ts';

const settings = { consecutiveFailures: 3, cooldownMs: 30_000, maxCooldownMs: 300_000 };

function setUp() {
  const time = { nowMs: 1_000 };
  const breaker = createCircuitBreaker(
    () => time.nowMs,
    () => 0.5,
  );
  const failTimes = (count: number) => {
    for (let index = 0; index < count; index += 1) breaker.tryAcquire('t', settings)?.fail('overloaded');
  };
  return { time, breaker, failTimes };
}

describe('the circuit breaker', () => {
  it('opens after the set number of failures in a row, not before', () => {
    const { breaker, failTimes } = setUp();
    failTimes(2);
    expect(breaker.tryAcquire('t', settings)).not.toBeNull();
    breaker.tryAcquire('t', settings)?.succeed();
    failTimes(2);
    expect(breaker.tryAcquire('t', settings)).not.toBeNull();
    failTimes(1);
    expect(breaker.tryAcquire('t', settings)).toBeNull();
    expect(breaker.opensAgainAt('t')).toBe(31_000);
  });

  it('does not blame a neighbour', () => {
    const { breaker, failTimes } = setUp();
    failTimes(3);
    expect(breaker.tryAcquire('other', settings)).not.toBeNull();
  });

  it('lets exactly one probe through after the cooldown', () => {
    const { time, breaker, failTimes } = setUp();
    failTimes(3);
    time.nowMs += 30_000;
    const probe = breaker.tryAcquire('t', settings);
    expect(probe).not.toBeNull();
    expect(breaker.tryAcquire('t', settings)).toBeNull();
    probe?.succeed();
    expect(breaker.circuits().get('t')?.state).toBe('closed');
  });

  it('hands the probe to the next call when the first said nothing about health', () => {
    const { time, breaker, failTimes } = setUp();
    failTimes(3);
    time.nowMs += 30_000;
    breaker.tryAcquire('t', settings)?.release();
    expect(breaker.tryAcquire('t', settings)).not.toBeNull();
  });

  it('ignores the late failures of calls that began before it opened', () => {
    const { breaker, failTimes } = setUp();
    const early = breaker.tryAcquire('t', settings);
    failTimes(3);
    early?.succeed();
    expect(breaker.tryAcquire('t', settings)).toBeNull();
  });

  it('doubles the cooldown from the fourth failed probe, up to the limit, with ten per cent of jitter', () => {
    expect([0, 1, 2, 3, 4, 5, 9].map((probes) => cooldownMs(settings, probes, 0.5) / 1000)).toEqual([
      30, 30, 30, 30, 60, 120, 300,
    ]);
    expect(cooldownMs(settings, 0, 0)).toBe(27_000);
  });

  it('allows one call at a time in panic', () => {
    const { breaker, failTimes } = setUp();
    failTimes(3);
    const permit = breaker.tryAcquirePanic('t', settings);
    expect(breaker.tryAcquirePanic('t', settings)).toBeNull();
    permit?.fail('overloaded');
    expect(breaker.opensAgainAt('t')).toBe(31_000);
    breaker.tryAcquirePanic('t', settings)?.succeed();
    expect(breaker.tryAcquire('t', settings)).not.toBeNull();
  });

  it('never has two probes under way, nor passes traffic before its time, whatever happens', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ type: fc.constant('ask' as const) }),
        fc.record({
          type: fc.constant('end' as const),
          how: fc.constantFrom('succeed', 'fail', 'release'),
          which: fc.nat(),
        }),
        fc.record({ type: fc.constant('wait' as const), ms: fc.nat(40_000) }),
      ),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(steps, (script) => {
        const { time, breaker } = setUp();
        const open: { permit: Permit; probe: boolean }[] = [];
        for (const step of script) {
          if (step.type === 'wait') time.nowMs += step.ms;
          else if (step.type === 'ask') {
            const before = breaker.circuits().get('t');
            const permit = breaker.tryAcquire('t', settings);
            if (before?.state === 'open' && time.nowMs < before.until) expect(permit).toBeNull();
            const probe = breaker.circuits().get('t')?.state === 'half_open';
            if (permit !== null) open.push({ permit, probe });
            expect(open.filter((entry) => entry.probe).length).toBeLessThanOrEqual(1);
          } else if (open.length > 0) {
            const [entry] = open.splice(step.which % open.length, 1);
            if (step.how === 'succeed') entry?.permit.succeed();
            else if (step.how === 'fail') entry?.permit.fail('timeout');
            else entry?.permit.release();
          }
        }
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { routeDefaults } from '../configuration.ts';
import { cooldownMs } from './circuit.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';

const settings = routeDefaults.breaker;

function setUp() {
  const time = { nowMs: 1_000, random: 0.5 };
  const breaker = createCircuitBreaker(
    () => time.nowMs,
    () => time.random,
  );
  const call = () => breaker.tryAcquire('t', settings, 'shared');
  const failTimes = (count: number) => {
    for (let index = 0; index < count; index += 1)
      breaker.tryAcquire('t', settings, 'shared')?.fail('overloaded');
  };
  /** Opens it and closes it by a probe that succeeds. */
  const recover = () => {
    failTimes(3);
    time.nowMs += 30_000;
    call()?.succeed();
  };
  return { time, breaker, failTimes, call, recover };
}

describe('the circuit breaker', () => {
  it('opens after the set number of failures in a row, not before', () => {
    const { breaker, failTimes } = setUp();
    failTimes(2);
    expect(breaker.tryAcquire('t', settings, 'shared')).not.toBeNull();
    breaker.tryAcquire('t', settings, 'shared')?.succeed();
    failTimes(2);
    expect(breaker.tryAcquire('t', settings, 'shared')).not.toBeNull();
    failTimes(1);
    expect(breaker.tryAcquire('t', settings, 'shared')).toBeNull();
    expect(breaker.opensAgainAt('t')).toBe(31_000);
  });

  it('does not blame a neighbour', () => {
    const { breaker, failTimes } = setUp();
    failTimes(3);
    expect(breaker.tryAcquire('other', settings, 'shared')).not.toBeNull();
  });

  it('lets exactly one probe through after the cooldown', () => {
    const { time, breaker, failTimes } = setUp();
    failTimes(3);
    time.nowMs += 30_000;
    const probe = breaker.tryAcquire('t', settings, 'shared');
    expect(probe).not.toBeNull();
    expect(breaker.tryAcquire('t', settings, 'shared')).toBeNull();
    probe?.succeed();
    expect(breaker.circuits().get('t')?.state).toBe('ramping');
  });

  it('hands the probe to the next call when the first said nothing about health', () => {
    const { time, breaker, failTimes } = setUp();
    failTimes(3);
    time.nowMs += 30_000;
    breaker.tryAcquire('t', settings, 'shared')?.release();
    expect(breaker.tryAcquire('t', settings, 'shared')).not.toBeNull();
  });

  it('ignores the late failures of calls that began before it opened', () => {
    const { breaker, failTimes } = setUp();
    const early = breaker.tryAcquire('t', settings, 'shared');
    failTimes(3);
    early?.succeed();
    expect(breaker.tryAcquire('t', settings, 'shared')).toBeNull();
  });

  it('doubles the cooldown from the fourth failed probe, up to the limit, with jitter that only shortens it, by ten per cent at most', () => {
    expect([0, 1, 2, 3, 4, 5, 9].map((probes) => cooldownMs(settings, probes, 0.5) / 1000)).toEqual([
      30, 30, 30, 30, 60, 120, 300,
    ]);
    expect(cooldownMs(settings, 0, 0)).toBe(27_000);
    expect(cooldownMs(settings, 0, 0.999_999)).toBeCloseTo(27_000, 0);
  });

  it('allows one call at a time in panic', () => {
    const { breaker, failTimes } = setUp();
    failTimes(3);
    const permit = breaker.tryAcquire('t', settings, 'panic');
    expect(breaker.tryAcquire('t', settings, 'panic')).toBeNull();
    permit?.fail('overloaded');
    expect(breaker.opensAgainAt('t')).toBe(31_000);
    breaker.tryAcquire('t', settings, 'panic')?.succeed();
    expect(breaker.tryAcquire('t', settings, 'last')).not.toBeNull();
  });

  it('opens at a failure rate of one half over twenty calls of the last minute, though no three failed in a row', () => {
    const { time, breaker, call } = setUp();
    for (let index = 0; index < 19; index += 1) {
      time.nowMs += 1_000;
      if (index % 2 === 0) call()?.succeed();
      else call()?.fail('server_error');
    }
    expect(call()).not.toBeNull();
    call()?.fail('server_error');
    expect(call()).toBeNull();
    expect(breaker.circuits().get('t')).toMatchObject({ state: 'open', reason: 'server_error' });
  });

  it('does not hold failures against it that are older than the window', () => {
    const { time, call } = setUp();
    for (let index = 0; index < 18; index += 1) {
      if (index % 2 === 0) call()?.succeed();
      else call()?.fail('server_error');
    }
    time.nowMs += 60_000;
    call()?.succeed();
    call()?.fail('server_error');
    expect(call()).not.toBeNull();
  });

  it('judges each route of a shared target by its own window', () => {
    const { time, breaker } = setUp();
    const patient = { ...settings, consecutiveFailures: 100 };
    const short = { ...patient, windowMs: 1_000 };
    for (let index = 0; index < 30; index += 1) {
      time.nowMs += 500;
      const permit = breaker.tryAcquire('t', index % 2 === 0 ? patient : short, 'shared');
      if (index < 19) permit?.succeed();
      else permit?.fail('timeout');
    }
    // 11 of the 30 calls failed: too few for the minute, and the last second saw two calls only.
    expect(breaker.circuits().get('t')?.state).toBe('closed');
  });

  it('lets a share of the traffic back that grows from a tenth to all of it within ten seconds', () => {
    const { time, breaker, call, recover } = setUp();
    recover();
    const passes = (random: number) => {
      time.random = random;
      return call() !== null;
    };
    expect([0.09, 0.11].map(passes)).toEqual([true, false]);
    time.nowMs += 5_000;
    expect([0.54, 0.56].map(passes)).toEqual([true, false]);
    expect(breaker.opensAgainAt('t')).toBeNull();
    time.nowMs += 5_000;
    expect(passes(0.999)).toBe(true);
    expect(breaker.circuits().get('t')).toMatchObject({ state: 'closed', since: 31_000 });
  });

  it('lets every call pass that no other target can take while it ramps up', () => {
    const { time, breaker, recover } = setUp();
    recover();
    time.random = 0.999;
    expect(breaker.tryAcquire('t', settings, 'shared')).toBeNull();
    expect(breaker.tryAcquire('t', settings, 'last')).not.toBeNull();
    expect(breaker.tryAcquire('t', settings, 'panic')).not.toBeNull();
  });

  it('opens again at the first failure while it ramps up, but not after', () => {
    const { time, breaker, recover, failTimes } = setUp();
    recover();
    breaker.tryAcquire('t', settings, 'last')?.fail('timeout');
    expect(breaker.opensAgainAt('t')).toBe(61_000);
    time.nowMs += 30_000;
    breaker.tryAcquire('t', settings, 'shared')?.succeed();
    time.nowMs += 10_000;
    failTimes(2);
    expect(breaker.opensAgainAt('t')).toBeNull();
  });

  it('is not opened again by late failures of calls that began before it opened', () => {
    const { breaker, call, recover } = setUp();
    const early = call();
    recover();
    early?.fail('timeout');
    expect(breaker.circuits().get('t')?.state).toBe('ramping');
  });

  it('ignores a probe after a call in panic has closed the circuit', () => {
    const { time, breaker, call, failTimes } = setUp();
    failTimes(3);
    time.nowMs += 30_000;
    const probe = call();
    breaker.tryAcquire('t', settings, 'panic')?.succeed();
    probe?.fail('timeout');
    expect(breaker.circuits().get('t')?.state).toBe('ramping');
  });
});

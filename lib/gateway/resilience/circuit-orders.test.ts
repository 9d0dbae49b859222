import { describe, expect, it } from 'vitest';
import { routeDefaults } from '../configuration.ts';
import { type Admission, createCircuitBreaker } from './circuit-breaker.ts';
import type { CircuitTransition } from './circuit-transition.ts';

const settings = routeDefaults.breaker;

function setUp() {
  const time = { nowMs: 1_000, random: 0.99 };
  const told: CircuitTransition[] = [];
  const breaker = createCircuitBreaker(
    () => time.nowMs,
    () => time.random,
    (transition) => told.push(transition),
  );
  const ask = (admission: Admission = 'shared') => breaker.tryAcquire('t', settings, admission);
  const open = () => {
    for (let count = 0; count < 3; count += 1) ask('last')?.fail('overloaded');
  };
  return { time, told, breaker, ask, open };
}

describe('a circuit that an operator forces open', () => {
  it('lets nothing through, neither the last resort nor a call in panic nor a probe', () => {
    const { time, breaker, ask, open } = setUp();
    open();
    breaker.forceOpen('t', { until: null, reason: 'maintenance' });
    time.nowMs += 3_600_000;
    expect((['shared', 'last', 'panic'] as const).map((admission) => ask(admission))).toEqual([
      null,
      null,
      null,
    ]);
    expect(breaker.opensAgainAt('t')).toBe(Number.POSITIVE_INFINITY);
    expect(breaker.forcedOpen('t')).toMatchObject({ until: null, reason: 'maintenance' });
  });

  it('is left to itself when the order runs out: traffic grows from that moment on', () => {
    const { time, breaker, ask } = setUp();
    breaker.forceOpen('t', { until: 61_000, reason: null });
    time.nowMs = 60_999;
    expect(breaker.opensAgainAt('t')).toBe(61_000);
    time.nowMs = 61_000;
    expect(ask('shared')).toBeNull();
    expect(ask('last')).not.toBeNull();
    expect(breaker.circuits().get('t')).toMatchObject({ state: 'ramping', since: 61_000 });
    time.nowMs = 71_000;
    expect(ask('shared')).not.toBeNull();
  });

  it('stays so whatever calls report that were under way', () => {
    const { breaker, ask, open } = setUp();
    const early = ask();
    open();
    const panic = ask('panic');
    breaker.forceOpen('t', { until: null, reason: null });
    panic?.succeed();
    early?.succeed();
    expect(breaker.circuits().get('t')?.state).toBe('forced_open');
  });

  it('takes a later order instead of the first, and ignores one that has run out already', () => {
    const { breaker } = setUp();
    breaker.forceOpen('t', { until: 9_000, reason: 'first' });
    breaker.forceOpen('t', { until: null, reason: 'second' });
    breaker.forceOpen('t', { until: 1_000, reason: 'third' });
    expect(breaker.forcedOpen('t')).toMatchObject({ since: 1_000, until: null, reason: 'second' });
  });

  it('is lifted with a ramp; lifting what is not forced does nothing', () => {
    const { breaker, ask, open } = setUp();
    breaker.forceOpen('t', { until: null, reason: null });
    breaker.release('t');
    expect(breaker.circuits().get('t')?.state).toBe('ramping');
    open();
    breaker.release('t');
    breaker.release('never called');
    expect(ask('last')).toBeNull();
    expect(breaker.circuits().has('never called')).toBe(false);
  });
});

describe('a circuit that an operator resets', () => {
  it('lets traffic back by and by at once, with no failure held against it', () => {
    const { time, breaker, ask, open } = setUp();
    open();
    breaker.reset('t');
    expect(breaker.opensAgainAt('t')).toBeNull();
    expect(ask('shared')).toBeNull();
    time.random = 0.05;
    expect(ask('shared')).not.toBeNull();
  });

  it('forgets failures while it is closed, also those of calls under way', () => {
    const { breaker, ask } = setUp();
    ask()?.fail('timeout');
    const underWay = ask();
    ask()?.fail('timeout');
    breaker.reset('t');
    underWay?.fail('timeout');
    expect(breaker.opensAgainAt('t')).toBeNull();
    ask()?.fail('timeout');
    ask()?.fail('timeout');
    expect(breaker.opensAgainAt('t')).toBeNull();
  });
});

it('tells each change as seen from outside, with why and the next probe, and nothing else', () => {
  const { time, told, breaker, ask, open } = setUp();
  time.random = 0.5;
  ask()?.succeed();
  ask()?.fail('timeout');
  ask()?.succeed();
  expect(told).toEqual([]);
  open();
  time.nowMs = 31_000;
  ask()?.release();
  ask()?.succeed();
  breaker.forceOpen('t', { until: 50_000, reason: 'their status page' });
  time.nowMs = 60_000;
  breaker.circuits();
  breaker.reset('t');
  const change = (atMs: number, from: string, to: string, reason: string, nextProbeAtMs: number | null) => ({
    target: 't',
    atMs,
    from,
    to,
    reason,
    nextProbeAtMs,
  });
  expect(told).toEqual([
    change(1_000, 'closed', 'open', 'overloaded', 31_000),
    change(31_000, 'open', 'half_open', 'cooldown_over', 31_000),
    change(31_000, 'half_open', 'closed', 'probe_succeeded', null),
    change(31_000, 'closed', 'forced_open', 'their status page', null),
    change(50_000, 'forced_open', 'closed', 'expired', null),
  ]);
});

describe('circuits that nothing can call any more', () => {
  it('are forgotten when idle for a minute; those forced open and those in use stay', () => {
    const { time, breaker } = setUp();
    const call = (target: string) => breaker.tryAcquire(target, settings, 'last');
    for (const target of ['idle', 'callable', 'used']) call(target)?.fail('timeout');
    breaker.forceOpen('forced', { until: null, reason: null });
    time.nowMs += 60_000;
    call('used');
    expect(breaker.forget((target) => target === 'callable')).toEqual(['idle']);
    expect([...breaker.circuits().keys()].sort()).toEqual(['callable', 'forced', 'used']);
  });
});

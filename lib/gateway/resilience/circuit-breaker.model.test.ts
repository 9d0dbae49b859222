import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Admission, type CircuitBreaker, createCircuitBreaker, type Permit } from './circuit-breaker.ts';
import type { CircuitTransition } from './circuit-transition.ts';

const settings = {
  consecutiveFailures: 3,
  failureRate: 0.5,
  minimumRequests: 6,
  windowMs: 10_000,
  cooldownMs: 30_000,
  maxCooldownMs: 100_000,
};

type How = 'succeed' | 'fail' | 'release';
/** What an operator orders; forced open for so long, which may be for ever. */
type Order = 'release' | 'reset' | { readonly forMs: number };

/** What the rules of GATEWAY.md say, told naively: every outcome is kept, every period has a number. */
interface Model {
  nowMs: number;
  random: number;
  state: 'closed' | 'ramping' | 'open' | 'half_open' | 'forced_open';
  period: number;
  closedAt: number;
  outcomes: { at: number; failed: boolean }[];
  inARow: number;
  until: number;
  failedProbes: number;
  /** The call that is the probe, null when none is under way. */
  probe: object | null;
  panic: object | null;
  calls: { type: 'ordinary' | 'probe' | 'panic'; period: number; permit: object }[];
  /** Each change as seen from outside, as `from>to`. */
  told: string[];
}

interface Real {
  readonly time: { nowMs: number; random: number };
  readonly breaker: CircuitBreaker;
  readonly permits: { permit: Permit; token: object }[];
  readonly told: CircuitTransition[];
}

const isLet = (model: Model) => model.state === 'closed' || model.state === 'ramping';

/** Enters a state. From outside, a ramp is a closed circuit. */
function enter(model: Model, state: Model['state']) {
  const seen = (each: Model['state']) => (each === 'ramping' ? 'closed' : each);
  if (seen(model.state) !== seen(state)) model.told.push(`${seen(model.state)}>${seen(state)}`);
  model.state = state;
}

/** An order that has run out is a ramp from that moment on; a ramp that is over an ordinary closed circuit. */
function refresh(model: Model) {
  if (model.state === 'forced_open' && model.nowMs >= model.until) ramp(model, model.until);
  if (model.state === 'ramping' && model.nowMs - model.closedAt >= 10_000) {
    model.state = 'closed';
    model.inARow = 0;
  }
}

function open(model: Model, failedProbes: number) {
  const doubled = 30_000 * 2 ** Math.max(0, failedProbes - 3);
  enter(model, 'open');
  Object.assign(model, { failedProbes, probe: null, outcomes: [], period: model.period + 1 });
  model.until = model.nowMs + Math.min(doubled, 100_000) * (1 - 0.1 * Math.abs(2 * model.random - 1));
}

function ramp(model: Model, closedAt = model.nowMs) {
  enter(model, 'ramping');
  Object.assign(model, { closedAt, inARow: 0, outcomes: [], probe: null });
  model.period += 1;
}

function order(model: Model, what: Order) {
  refresh(model);
  if (what === 'release') {
    if (model.state === 'forced_open') ramp(model);
  } else if (what === 'reset') {
    if (!isLet(model)) ramp(model);
    Object.assign(model, { inARow: 0, outcomes: [], period: model.period + 1 });
  } else {
    if (what.forMs <= 0) return;
    enter(model, 'forced_open');
    Object.assign(model, {
      until: model.nowMs + what.forMs,
      probe: null,
      outcomes: [],
      period: model.period + 1,
    });
  }
}

function ask(model: Model, admission: Admission): Model['calls'][number] | null {
  refresh(model);
  const call = (type: Model['calls'][number]['type']) => ({ type, period: model.period, permit: {} });
  if (model.state === 'closed') return call('ordinary');
  if (model.state === 'forced_open') return null;
  if (model.state === 'ramping') {
    const share = 0.1 + (0.9 * (model.nowMs - model.closedAt)) / 10_000;
    return admission !== 'shared' || model.random < share ? call('ordinary') : null;
  }
  if (model.probe === null && model.nowMs >= model.until) {
    const probe = call('probe');
    enter(model, 'half_open');
    model.probe = probe.permit;
    return probe;
  }
  if (admission !== 'panic' || model.panic !== null) return null;
  const panic = call('panic');
  model.panic = panic.permit;
  return panic;
}

function end(model: Model, call: Model['calls'][number], how: How) {
  refresh(model);
  if (call.type === 'panic') {
    model.panic = null;
    if (how === 'succeed' && (model.state === 'open' || model.state === 'half_open')) ramp(model);
  } else if (call.type === 'probe') {
    if (model.probe !== call.permit) return;
    model.probe = null;
    if (how === 'succeed') ramp(model);
    else if (how === 'fail') open(model, model.failedProbes + 1);
  } else if (call.period === model.period && how !== 'release') {
    const failed = how === 'fail';
    model.outcomes.push({ at: model.nowMs, failed });
    model.inARow = failed && model.state === 'closed' ? model.inARow + 1 : 0;
    const step = (ms: number) => Math.floor(ms / 1_000);
    const recent = model.outcomes.filter(({ at }) => step(at) > step(model.nowMs) - 10);
    const failures = recent.filter((outcome) => outcome.failed).length;
    const often = recent.length >= 6 && failures * 2 >= recent.length;
    if (failed && (model.state === 'ramping' || model.inARow >= 3 || often)) open(model, 0);
  }
}

function agree(model: Model, { breaker, told }: Real) {
  const circuit = breaker.circuits().get('t');
  if (circuit === undefined) return;
  refresh(model);
  expect(told.map(({ from, to }) => `${from}>${to}`)).toEqual(model.told);
  expect(circuit.state).toBe(model.state);
  expect(breaker.opensAgainAt('t') === null).toBe(isLet(model));
  if (circuit.state === 'open') {
    expect(circuit.until).toBeCloseTo(model.until, 6);
    expect(circuit.failedProbes).toBe(model.failedProbes);
  }
  if (circuit.state === 'forced_open') {
    expect(circuit.until ?? Number.POSITIVE_INFINITY).toBe(model.until);
    expect(breaker.opensAgainAt('t')).toBe(model.until);
  }
}

class Ask implements fc.Command<Model, Real> {
  readonly admission: Admission;
  readonly random: number;
  constructor(admission: Admission, random: number) {
    this.admission = admission;
    this.random = random;
  }
  check = () => true;
  run(model: Model, real: Real) {
    model.random = real.time.random = this.random;
    const expected = ask(model, this.admission);
    const permit = real.breaker.tryAcquire('t', settings, this.admission);
    expect(permit !== null).toBe(expected !== null);
    if (expected === null || permit === null) return;
    model.calls.push(expected);
    real.permits.push({ permit, token: expected.permit });
    agree(model, real);
  }
  toString = () => `ask(${this.admission}, ${this.random})`;
}

class End implements fc.Command<Model, Real> {
  readonly how: How;
  readonly which: number;
  constructor(how: How, which: number) {
    this.how = how;
    this.which = which;
  }
  check = (model: Readonly<Model>) => model.calls.length > 0;
  run(model: Model, real: Real) {
    const index = this.which % model.calls.length;
    const [call] = model.calls.splice(index, 1);
    const [held] = real.permits.splice(index, 1);
    if (call === undefined || held === undefined) throw new Error('model and breaker hold different calls');
    if (this.how === 'fail') held.permit.fail('timeout');
    else held.permit[this.how]();
    end(model, call, this.how);
    agree(model, real);
  }
  toString = () => `${this.how}(${this.which})`;
}

class Give implements fc.Command<Model, Real> {
  readonly order: Order;
  constructor(what: Order) {
    this.order = what;
  }
  check = () => true;
  run(model: Model, real: Real) {
    const { breaker, time } = real;
    if (this.order === 'release') breaker.release('t');
    else if (this.order === 'reset') breaker.reset('t');
    else {
      const until = Number.isFinite(this.order.forMs) ? time.nowMs + this.order.forMs : null;
      breaker.forceOpen('t', { until, reason: 'maintenance' });
    }
    order(model, this.order);
    agree(model, real);
  }
  toString = () => `give(${JSON.stringify(this.order)})`;
}

class Wait implements fc.Command<Model, Real> {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = () => true;
  run(model: Model, real: Real) {
    model.nowMs += this.ms;
    real.time.nowMs = model.nowMs;
    agree(model, real);
  }
  toString = () => `wait(${this.ms})`;
}

it('behaves as the rules and the operator say, whatever calls come, end and wait in whatever order', () => {
  const random = fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100);
  const ends = fc.tuple(fc.constantFrom<How>('succeed', 'fail', 'fail', 'release'), fc.nat(20));
  const commands = fc.commands<Model, Real>(
    [
      fc
        .tuple(fc.constantFrom<Admission>('shared', 'shared', 'last', 'panic'), random)
        .map(([a, r]) => new Ask(a, r)),
      ends.map(([how, which]) => new End(how, which)),
      ends.map(([how]) => new End(how, 0)),
      fc
        .constantFrom<Order>(
          'release',
          'reset',
          'reset',
          { forMs: 0 },
          { forMs: 12_000 },
          { forMs: Number.POSITIVE_INFINITY },
        )
        .map((what) => new Give(what)),
      fc.constantFrom(1, 400, 3_000, 9_999, 10_000, 27_000, 40_000, 110_000).map((ms) => new Wait(ms)),
    ],
    { maxCommands: 150, size: 'max' },
  );
  const start = () => {
    const time = { nowMs: 0, random: 0 };
    const told: CircuitTransition[] = [];
    const breaker = createCircuitBreaker(
      () => time.nowMs,
      () => time.random,
      (transition) => told.push(transition),
    );
    const model: Model = {
      nowMs: 0,
      random: 0,
      state: 'closed',
      period: 0,
      closedAt: 0,
      outcomes: [],
      inARow: 0,
      until: 0,
      failedProbes: 0,
      probe: null,
      panic: null,
      calls: [],
      told: [],
    };
    return { model, real: { time, breaker, permits: [], told } };
  };
  fc.assert(
    fc.property(commands, (script) => fc.modelRun(start, script)),
    { numRuns: 300 },
  );
});

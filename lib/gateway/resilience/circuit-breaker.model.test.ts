import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Admission, type CircuitBreaker, createCircuitBreaker, type Permit } from './circuit-breaker.ts';

const settings = {
  consecutiveFailures: 3,
  failureRate: 0.5,
  minimumRequests: 6,
  windowMs: 10_000,
  cooldownMs: 30_000,
  maxCooldownMs: 100_000,
};

type How = 'succeed' | 'fail' | 'release';

/** What the rules of GATEWAY.md say, told naively: every outcome is kept, every period has a number. */
interface Model {
  nowMs: number;
  random: number;
  state: 'closed' | 'ramping' | 'open' | 'half_open';
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
}

interface Real {
  readonly time: { nowMs: number; random: number };
  readonly breaker: CircuitBreaker;
  readonly permits: { permit: Permit; token: object }[];
}

const isLet = (model: Model) => model.state === 'closed' || model.state === 'ramping';

/** A ramp that is over is an ordinary closed circuit from then on. */
function refresh(model: Model) {
  if (model.state === 'ramping' && model.nowMs - model.closedAt >= 10_000) {
    model.state = 'closed';
    model.inARow = 0;
  }
}

function open(model: Model, failedProbes: number) {
  const doubled = 30_000 * 2 ** Math.max(0, failedProbes - 3);
  Object.assign(model, { state: 'open', failedProbes, probe: null, outcomes: [], period: model.period + 1 });
  model.until = model.nowMs + Math.min(doubled, 100_000) * (0.9 + 0.2 * model.random);
}

function ramp(model: Model) {
  Object.assign(model, { state: 'ramping', closedAt: model.nowMs, inARow: 0, outcomes: [], probe: null });
  model.period += 1;
}

function ask(model: Model, admission: Admission): Model['calls'][number] | null {
  refresh(model);
  const call = (type: Model['calls'][number]['type']) => ({ type, period: model.period, permit: {} });
  if (model.state === 'closed') return call('ordinary');
  if (model.state === 'ramping') {
    const share = 0.1 + (0.9 * (model.nowMs - model.closedAt)) / 10_000;
    return admission !== 'shared' || model.random < share ? call('ordinary') : null;
  }
  if (model.probe === null && model.nowMs >= model.until) {
    const probe = call('probe');
    model.state = 'half_open';
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
    if (how === 'succeed' && !isLet(model)) ramp(model);
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

function agree(model: Model, { breaker }: Real) {
  const circuit = breaker.circuits().get('t');
  if (circuit === undefined) return;
  refresh(model);
  expect(circuit.state).toBe(model.state);
  if (circuit.state === 'open') {
    expect(circuit.until).toBeCloseTo(model.until, 6);
    expect(circuit.failedProbes).toBe(model.failedProbes);
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

it('behaves as the rules say, whatever calls come, end and wait in whatever order', () => {
  const random = fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100);
  const ends = fc.tuple(fc.constantFrom<How>('succeed', 'fail', 'fail', 'release'), fc.nat(20));
  const commands = fc.commands<Model, Real>(
    [
      fc
        .tuple(fc.constantFrom<Admission>('shared', 'shared', 'last', 'panic'), random)
        .map(([a, r]) => new Ask(a, r)),
      ends.map(([how, which]) => new End(how, which)),
      ends.map(([how]) => new End(how, 0)),
      fc.constantFrom(1, 400, 3_000, 9_999, 10_000, 27_000, 40_000, 110_000).map((ms) => new Wait(ms)),
    ],
    { maxCommands: 150, size: 'max' },
  );
  const start = () => {
    const time = { nowMs: 0, random: 0 };
    const breaker = createCircuitBreaker(
      () => time.nowMs,
      () => time.random,
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
    };
    return { model, real: { time, breaker, permits: [] } };
  };
  fc.assert(
    fc.property(commands, (script) => fc.modelRun(start, script)),
    { numRuns: 300 },
  );
});

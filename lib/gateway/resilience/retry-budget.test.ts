import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallTicket, createRetryBudget, endTicket } from './retry-budget.ts';

function setUp() {
  const time = { nowMs: 0 };
  return { time, budget: createRetryBudget(() => time.nowMs) };
}

describe('the retry budget', () => {
  it('lets three retries at a time happen however little traffic there is', () => {
    const { budget } = setUp();
    const retries = [1, 2, 3].map(() => budget.tryRetry('p'));
    expect(retries).not.toContain(null);
    expect(budget.tryRetry('p')).toBeNull();
    retries[0]?.release();
    expect(budget.tryRetry('p')).not.toBeNull();
  });

  it('lets a fifth of the requests in flight be retries', () => {
    const { budget } = setUp();
    for (let index = 0; index < 45; index += 1) budget.begin('p');
    let granted = 0;
    while (budget.tryRetry('p') !== null) granted += 1;
    // 45 first calls + 11 retries: the twelfth would ask for a fifth of 57.
    expect(granted).toBe(11);
  });

  it('stops retries at half the tokens: after five failures in a row', () => {
    const { budget } = setUp();
    for (let index = 0; index < 4; index += 1) budget.begin('p').fail();
    budget.tryRetry('p')?.release();
    budget.begin('p').fail();
    expect(budget.tryRetry('p')).toBeNull();
  });

  it('gives a tenth of a token back for a success, and one each second', () => {
    const { time, budget } = setUp();
    for (let index = 0; index < 6; index += 1) budget.begin('p').fail();
    for (let index = 0; index < 10; index += 1) budget.begin('p').succeed();
    expect(budget.tryRetry('p')).toBeNull();
    budget.begin('p').succeed();
    budget.tryRetry('p')?.fail();
    expect(budget.tryRetry('p')).toBeNull();
    time.nowMs += 1_000;
    expect(budget.tryRetry('p')).not.toBeNull();
  });

  it('keeps providers apart', () => {
    const { budget } = setUp();
    for (let index = 0; index < 10; index += 1) budget.begin('p').fail();
    expect(budget.tryRetry('p')).toBeNull();
    expect(budget.tryRetry('q')).not.toBeNull();
  });

  it('takes no token for a failure that no retry could heal', () => {
    const { budget } = setUp();
    for (let index = 0; index < 10; index += 1) endTicket(budget.begin('p'), 'invalid_request');
    expect(budget.tryRetry('p')).not.toBeNull();
    for (let index = 0; index < 10; index += 1) endTicket(budget.begin('p'), 'overloaded');
    expect(budget.tryRetry('p')).toBeNull();
  });

  it('counts the end of a call once, however often it is told', () => {
    const { budget } = setUp();
    const ticket = budget.begin('p');
    for (let index = 0; index < 10; index += 1) ticket.fail();
    expect(budget.tryRetry('p')).not.toBeNull();
  });
});

type How = 'succeed' | 'fail' | 'release';

/** The rules told naively: tokens in thousandths, every call in a list. */
interface Model {
  nowMs: number;
  tokens: number;
  calls: { retry: boolean }[];
}

interface Real {
  readonly time: { nowMs: number };
  readonly budget: ReturnType<typeof createRetryBudget>;
  readonly tickets: CallTicket[];
}

const command = (name: string, run: (model: Model, real: Real) => void): fc.Command<Model, Real> => ({
  check: () => true,
  run,
  toString: () => name,
});

const begin = command('begin', (model, real) => {
  model.calls.push({ retry: false });
  real.tickets.push(real.budget.begin('p'));
});

const retry = command('retry', (model, real) => {
  const retries = model.calls.filter((call) => call.retry).length;
  const inFlight = model.calls.length + 1;
  const allowed = model.tokens > 5_000 && (retries < 3 || (retries + 1) * 5 <= inFlight);
  const ticket = real.budget.tryRetry('p');
  expect(ticket !== null).toBe(allowed);
  if (ticket === null) return;
  model.calls.push({ retry: true });
  real.tickets.push(ticket);
});

const end = (how: How, which: number) =>
  command(`${how}(${which})`, (model, real) => {
    if (model.calls.length === 0) return;
    const index = which % model.calls.length;
    model.calls.splice(index, 1);
    real.tickets.splice(index, 1)[0]?.[how]();
    const change = { succeed: 100, fail: -1_000, release: 0 }[how];
    model.tokens = Math.min(10_000, Math.max(0, model.tokens + change));
  });

const wait = (ms: number) =>
  command(`wait(${ms})`, (model, real) => {
    model.nowMs += ms;
    real.time.nowMs = model.nowMs;
    model.tokens = Math.min(10_000, model.tokens + ms);
  });

it('grants exactly the retries that the rules allow, whatever happens in whatever order', () => {
  const commands = fc.commands<Model, Real>(
    [
      fc.constant(begin),
      fc.constant(begin),
      fc.constant(retry),
      fc.tuple(fc.constantFrom<How>('succeed', 'fail', 'release'), fc.nat(50)).map(([how, n]) => end(how, n)),
      fc.nat(1_500).map(wait),
    ],
    { maxCommands: 200, size: 'max' },
  );
  const start = () => ({
    model: { nowMs: 0, tokens: 10_000, calls: [] },
    real: { ...setUp(), tickets: [] },
  });
  fc.assert(
    fc.property(commands, (script) => fc.modelRun(start, script)),
    { numRuns: 300 },
  );
});

import { type Consequence, consequences } from '../consequences.ts';
import type { Effect, FaultCase } from '../fault-case.ts';
import type { Expectation, ExpectedSight, FaultRow, RouteInput } from '../row.ts';
import { breaks, failing, healthy, quickTimeouts } from './parts.ts';

type Built = Pick<FaultRow, 'providers' | 'route' | 'expect'>;

/** What is left of a fault's harm in each situation. */
export const situations = {
  /** One target; the fault happens once. */
  retry(fault: FaultCase, effect: Effect): Built {
    const route = { num_retries: 1, timeouts: { ...quickTimeouts, ...fault.patience } };
    const providers = { primary: failing(fault, { first_calls: 1 }) };
    if (effect.at === 'nowhere')
      return built(providers, route, { sees: [complete(effect)], calls: { primary: 1 } });
    if (effect.at === 'middle')
      return built(providers, route, {
        sees: [{ outcome: 'broken', kind: effect.kind }],
        calls: { primary: 1 },
      });
    const { asksAgain, error } = consequenceOf(effect);
    const attempts = [`primary ${effect.kind}`, ...(asksAgain ? ['primary ok'] : [])];
    const sees: ExpectedSight = asksAgain ? { outcome: 'answer' } : { outcome: 'error', ...error };
    return built(providers, route, { sees: [sees], calls: { primary: attempts.length }, attempts });
  },

  /** It goes on, retries are off, and a second target is well. */
  failover(fault: FaultCase, effect: Effect): Built {
    const route = { num_retries: 0, timeouts: { ...quickTimeouts, ...fault.patience } };
    const providers = { primary: failing(fault), second: healthy };
    if (effect.at === 'nowhere')
      return built(providers, route, { sees: [complete(effect)], calls: { primary: 1 } });
    const calls = { primary: fault.unreachable === true ? 0 : 1 };
    if (effect.at === 'start' && !consequenceOf(effect).movesOn)
      return built(providers, route, { sees: [{ outcome: 'error', ...consequenceOf(effect).error }], calls });
    return built(providers, route, {
      sees: [{ outcome: 'answer' }],
      calls: { ...calls, second: 1 },
      attempts: [`primary ${effect.kind}`, 'second ok'],
      recovered: effect.at === 'middle',
    });
  },

  /** The answer of the first breaks, the second commits the fault when it is to help, the third is well. */
  recovery(fault: FaultCase, effect: Effect, mode: FaultRow['mode']): Built {
    const route = { num_retries: 0, timeouts: { ...quickTimeouts, ...fault.patience } };
    const providers = { primary: breaks, second: failing(fault), third: healthy };
    const streamed = mode === 'streamed';
    const calls = { primary: 1, second: fault.unreachable === true ? 0 : 1 };
    const first = 'primary stream_interrupted';
    if (effect.at === 'nowhere')
      return built(providers, route, {
        sees: [complete(effect)],
        calls,
        attempts: [first, 'second ok'],
        recovered: streamed,
      });
    if (effect.at === 'middle' || consequenceOf(effect).movesOn)
      return built(providers, route, {
        sees: [{ outcome: 'answer' }],
        calls: { ...calls, third: 1 },
        attempts: [first, `second ${effect.kind}`, 'third ok'],
        recovered: streamed,
      });
    const { error } = consequenceOf(effect);
    const sees: ExpectedSight = streamed
      ? { outcome: 'broken', kind: 'stream_interrupted' }
      : { outcome: 'error', ...error };
    return built(providers, route, { sees: [sees], calls, attempts: [first, `second ${effect.kind}`] });
  },
} satisfies Record<string, (fault: FaultCase, effect: Effect, mode: FaultRow['mode']) => Built>;

/** One of {@link situations}. */
export type Situation = keyof typeof situations;

const built = (providers: FaultRow['providers'], route: RouteInput, expect: Expectation): Built => ({
  providers,
  route,
  expect,
});

const complete = ({ text }: Extract<Effect, { at: 'nowhere' }>): ExpectedSight => ({
  outcome: 'answer',
  ...(text === undefined ? {} : { text }),
});

const consequenceOf = ({ kind, instead }: Extract<Effect, { at: 'start' }>): Consequence => ({
  ...consequences[kind],
  ...instead,
});

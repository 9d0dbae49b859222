import { expect, it } from 'vitest';
import type { CircuitOrderRow } from '#db/stores/circuit-overrides.ts';
import { createOrderFollower } from './circuit-orders.ts';

const forced = (sequence: number, over: Partial<CircuitOrderRow> = {}): CircuitOrderRow => ({
  target: 'a/m',
  action: 'forced_open',
  sequence,
  reason: null,
  remainingMs: null,
  ...over,
});
const reset = (sequence: number): CircuitOrderRow => forced(sequence, { action: 'reset' });

function setUp(initial: CircuitOrderRow[] = []) {
  const done: string[] = [];
  const state = { rows: initial, away: false };
  const follower = createOrderFollower({
    read: async () => {
      if (state.away) throw new Error('gone');
      return state.rows;
    },
    breaker: {
      forceOpen: (target, { until }) => done.push(`force ${target} until ${until}`),
      release: (target) => done.push(`release ${target}`),
      reset: (target) => done.push(`reset ${target}`),
    },
    agreement: { reset: (target) => done.push(`forget replays of ${target}`) },
    now: () => 10_000,
  });
  const poll = async (rows: CircuitOrderRow[] | 'away') => {
    state.away = rows === 'away';
    if (rows !== 'away') state.rows = rows;
    await follower.poll();
    return done.splice(0);
  };
  return { poll };
}

it('carries out each order once, however often it is read, and lets go when it was taken back', async () => {
  const { poll } = setUp();
  expect(await poll([forced(1, { remainingMs: 5_000 })])).toEqual(['force a/m until 15000']);
  expect(await poll([forced(1, { remainingMs: 4_000 })])).toEqual([]);
  expect(await poll([forced(2)])).toEqual(['force a/m until null']);
  expect(await poll([])).toEqual(['release a/m']);
  expect(await poll([])).toEqual([]);
});

it('a process that starts carries out what is in force, and no reset that was given before it was there', async () => {
  const { poll } = setUp();
  expect(await poll([forced(1), { ...reset(2), target: 'b/m' }])).toEqual(['force a/m until null']);
  expect(await poll([forced(1), { ...reset(3), target: 'b/m' }])).toEqual([
    'reset b/m',
    'forget replays of b/m',
  ]);
});

it('an order that ran out before it was seen lifts the one that it replaced', async () => {
  const { poll } = setUp();
  expect(await poll([forced(1)])).toEqual(['force a/m until null']);
  expect(await poll([forced(2, { remainingMs: -1 })])).toEqual(['release a/m']);
});

it('what was ordered holds while the database is away, at the start too', async () => {
  const { poll } = setUp();
  expect(await poll('away')).toEqual([]);
  expect(await poll([forced(1), { ...reset(2), target: 'b/m' }])).toEqual(['force a/m until null']);
  expect(await poll('away')).toEqual([]);
  expect(await poll([forced(1), { ...reset(2), target: 'b/m' }])).toEqual([]);
});

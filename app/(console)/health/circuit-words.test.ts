import { expect, it } from 'vitest';
import type { Circuit } from '#lib/console/circuits/schema.ts';
import { changeWords, shortInstance, stateWords } from './circuit-words.ts';

const circuit: Circuit = {
  target: 'a/m',
  instance: 'gw_1',
  state: 'closed',
  since: '2026-11-21T12:00:00.000Z',
  reason: null,
  next_probe_at: null,
  forced_until: null,
  ordered_by: null,
};

it('says why a circuit changed: a failure, a rule, or the words of an operator, which are quoted', () => {
  expect(changeWords({ to_state: 'open', reason: 'timeout' })).toBe('Timeout');
  expect(changeWords({ to_state: 'closed', reason: 'probe_succeeded' })).toBe('The probe succeeded');
  expect(changeWords({ to_state: 'forced_open', reason: 'reset' })).toBe('“reset”');
  expect(changeWords({ to_state: 'forced_open', reason: null })).toBe('Ordered by an operator');
  expect(changeWords({ to_state: 'open', reason: 'of_a_newer_gateway' })).toBe('of a newer gateway');
});

it('says why a circuit is as it is, and nothing when calls pass', () => {
  expect(stateWords(circuit)).toBeNull();
  expect(stateWords({ ...circuit, state: 'half_open', reason: 'overloaded' })).toBe('Overloaded');
  expect(stateWords({ ...circuit, state: 'forced_open', reason: 'x', ordered_by: 'Ada' })).toBe('By Ada');
});

it('tells gateways apart by the end of their ids, which is not the time', () => {
  expect(shortInstance('gw_01KAB0000000000000000ABCDE')).toBe('…ABCDE');
});

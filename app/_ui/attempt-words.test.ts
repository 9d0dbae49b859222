import { expect, it } from 'vitest';
import { attemptLabel } from './attempt-words.ts';

it('a replay that was ended for disagreement does not read as though the caller had left', () => {
  const message = 'The gateway ended this replay: it did not agree with what the caller already had.';
  expect(attemptLabel({ kind: 'client_closed', message })).toBe('Answer differed');
});

it('a call whose caller left says so, a replay or not', () => {
  const message = 'The caller closed the connection.';
  expect(attemptLabel({ kind: 'client_closed', message })).toBe('Caller left');
  expect(attemptLabel({ kind: 'client_closed', message: null })).toBe('Caller left');
});

it('any other call has the word of its kind', () => {
  expect(attemptLabel({ kind: null, message: null })).toBe('Answered');
  expect(attemptLabel({ kind: 'overloaded', message: 'Overloaded.' })).toBe('Overloaded');
});

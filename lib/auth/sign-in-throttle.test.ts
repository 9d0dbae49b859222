import { expect, test } from 'vitest';
import { makeSignInThrottle, waitInWords } from './sign-in-throttle.ts';

const minute = 60_000;

function throttleAt(startMs = 1_000_000) {
  const clock = { nowMs: startMs };
  return { clock, throttle: makeSignInThrottle(() => clock.nowMs) };
}

const from = (email: string, address = '10.0.0.1') => ({ email, address });

test('four failures cost nothing, the fifth begins waits that double up to a quarter of an hour', () => {
  const { clock, throttle } = throttleAt();
  const waits = Array.from({ length: 11 }, () => {
    throttle.begin(from('a@example.org'));
    const blocked = throttle.begin(from('a@example.org'));
    // A wait counts nothing, so what was tried without one is tried again.
    clock.nowMs += blocked;
    return blocked;
  });
  expect(waits.slice(0, 3)).toEqual([0, 0, 30_000]);
  expect(waits.slice(3, 8)).toEqual([1, 2, 4, 8, 15].map((minutes) => minutes * minute));
  expect(Math.max(...waits)).toBe(15 * minute);
});

test('attempts at once are counted before any of them is judged', () => {
  const { throttle } = throttleAt();
  const answers = Array.from({ length: 50 }, () => throttle.begin(from('a@example.org')));
  expect(answers.filter((waitMs) => waitMs === 0)).toHaveLength(5);
});

test('one address that tries many accounts is slowed down too', () => {
  const { throttle } = throttleAt();
  const answers = Array.from({ length: 40 }, (_, index) => throttle.begin(from(`${index}@example.org`)));
  expect(answers.filter((waitMs) => waitMs === 0)).toHaveLength(20);
  expect(throttle.begin(from('new@example.org', '10.0.0.2'))).toBe(0);
});

test('success gives the account a fresh start, but an address does not wash its failures off', () => {
  const { throttle } = throttleAt();
  for (let round = 0; round < 19; round += 1) {
    throttle.begin(from(`${round}@example.org`));
    throttle.begin(from('own@example.org'));
    throttle.succeeded(from('own@example.org'));
  }
  expect(throttle.begin(from('own@example.org'))).toBe(0);
  expect(throttle.begin(from('own@example.org'))).toBeGreaterThan(0);
});

test('failures are forgotten after an hour', () => {
  const { clock, throttle } = throttleAt();
  for (let attempt = 0; attempt < 5; attempt += 1) throttle.begin(from('a@example.org'));
  expect(throttle.begin(from('a@example.org'))).toBeGreaterThan(0);
  clock.nowMs += 60 * minute;
  for (let attempt = 0; attempt < 4; attempt += 1) expect(throttle.begin(from('a@example.org'))).toBe(0);
});

test.each([
  [1, '1 second'],
  [30_000, '30 seconds'],
  [89_001, '2 minutes'],
  [15 * minute, '15 minutes'],
])('%d ms is "%s"', (waitMs, words) => {
  expect(waitInWords(waitMs)).toBe(words);
});

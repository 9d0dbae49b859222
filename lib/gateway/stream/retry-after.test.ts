import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, parseReset, parseRetryAfter, parseWait, waitInMessage } from './retry-after.ts';

const nowMs = Date.parse('2026-11-21T12:00:00Z');
const wait = (headers: Record<string, string>) => parseRetryAfter(headers, nowMs);

describe('parseRetryAfter', () => {
  it.each([
    [{ 'retry-after': '3' }, 3_000],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': ' 2 ' }, 2_000],
    [{ 'retry-after-ms': '120', 'retry-after': '9' }, 120],
    [{ 'retry-after-ms': '0.4' }, 1],
    [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9_000],
    [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Saturday, 21-Nov-26 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sat Nov 21 12:00:30 2026' }, 30_000],
  ])('reads %j as %d ms', (headers, expected) => expect(wait(headers)).toBe(expected));

  it.each([
    'NaN',
    '-1',
    '1e3',
    '0x10',
    'Infinity',
    '',
    'tomorrow',
    'model 5',
    '99999999999',
    '1800000000',
    'Sat, 21 Nov 2026 11:59:59 GMT',
    'Sat, 99 Foo 2026 12:00:30 GMT',
    'Fri, 21 Nov 2036 12:00:00 GMT',
  ])('ignores retry-after: %s', (value) => expect(wait({ 'retry-after': value })).toBeNull());

  it('takes the reset of a limit only when that limit is used up', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '12',
      'x-ratelimit-reset-requests': '1h',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6m0s',
    };
    expect(wait(headers)).toBe(360_000);
    expect(wait({ ...headers, 'x-ratelimit-remaining-tokens': '1' })).toBeNull();
    expect(wait({ ...headers, 'retry-after': '2' })).toBe(2_000);
  });

  it('waits for the last of several used-up limits', () => {
    const limit = (name: string, reset: string) => ({
      [`anthropic-ratelimit-${name}-remaining`]: '0',
      [`anthropic-ratelimit-${name}-reset`]: reset,
    });
    const soon = limit('requests', '2026-11-21T12:00:05Z');
    const late = limit('tokens', '2026-11-21T12:00:40Z');
    expect(wait({ ...soon, ...late })).toBe(40_000);
    expect(wait({ ...late, ...soon })).toBe(40_000);
  });

  it.each([
    ['2026-11-21T11:59:00Z', null],
    ['2026-11-21T13:00:01+01:00', 1_000],
    [String(nowMs + 1_500), 1_500],
    [String(nowMs / 1_000 + 2), 2_000],
    ['7.66', 7_660],
    ['soon', null],
  ])('reads the reset %s of a used-up limit as %j ms', (reset, expected) => {
    expect(wait({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset })).toBe(expected);
  });

  it('ignores a reset that has no count beside it', () => {
    expect(wait({ 'x-ratelimit-reset-tokens': '1s' })).toBeNull();
    expect(wait({ 'x-ratelimit-reset-tokens': '1s', 'x-ratelimit-remaining-tokens': '' })).toBeNull();
  });

  it('gives a whole number of milliseconds within a month, or nothing, whatever the headers say', () => {
    const name = fc.constantFrom('retry-after', 'retry-after-ms', 'x-ratelimit-reset-tokens');
    const value = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.date({ noInvalidDate: true }).map(String),
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (headers) => {
        const ms = wait({ 'x-ratelimit-remaining-tokens': '0', ...headers });
        expect(ms === null || (Number.isInteger(ms) && ms >= 0 && ms <= 31 * 86_400_000)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('parseDuration', () => {
  it.each([
    ['6m0s', 360_000],
    ['1m30.5s', 90_500],
    ['12ms', 12],
    ['0s', 0],
    ['1h30m0s', 5_400_000],
    ['2m59.56s', 179_560],
    ['500µs', 0.5],
    ['500μs', 0.5],
    ['1d', 86_400_000],
    ['58', 58_000],
    ['12.771204034s', 12_771.204034],
  ])('reads %s as %d ms', (text, expected) => expect(parseDuration(text)).toBeCloseTo(expected, 6));

  it.each(['', 's', '1x', '1s2', '-1s', '1 s', 'NaN', '1..5s'])('reads nothing in "%s"', (text) =>
    expect(parseDuration(text)).toBeNull(),
  );

  it('adds the units up', () => {
    const amount = fc.nat(10_000);
    fc.assert(
      fc.property(amount, amount, amount, amount, (h, m, s, ms) => {
        expect(parseDuration(`${h}h${m}m${s}s${ms}ms`)).toBe(h * 3_600_000 + m * 60_000 + s * 1_000 + ms);
      }),
    );
  });
});

describe('waitInMessage', () => {
  it.each([
    ['Rate limit reached. Please try again in 20s. Visit the console.', 20_000],
    ['Please try again in 1m30.5s.', 90_500],
    ['please try again in 120ms', 120],
    ['request reached max request: 3, please try again after 1 seconds', 1_000],
    ['Please retry after 7 seconds.', 7_000],
    ['No deployments available, Try again in 60 seconds. Passed model=x', 60_000],
    ['Try again in 2 minutes', 120_000],
    ['try again in 1h', 3_600_000],
    ['try again in 1h30m', 5_400_000],
  ])('reads "%s" as %d ms', (message, expected) => expect(waitInMessage(message)).toBe(expected));

  it.each([
    '',
    'Please try again later.',
    'try again in a moment',
    'try again in 5 parsecs',
    'try again in 99999999999s',
    'retry in 3 steps',
    'wait 20s',
  ])('reads no wait in "%s"', (message) => expect(waitInMessage(message)).toBeNull());

  it('gives a whole number of milliseconds within a month, or nothing, whatever the sentence says', () => {
    const words = fc.constantFrom(
      'try again in ',
      'retry after ',
      '5',
      '.',
      's',
      'ms',
      'm',
      ' ',
      '1e9',
      '-',
      '0',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((all) => all.join('')),
        ),
        (message) => {
          const ms = waitInMessage(message);
          expect(ms === null || (Number.isInteger(ms) && ms >= 0 && ms <= 31 * 86_400_000)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('parseWait', () => {
  it.each([
    ['12.771204034s', 12_772],
    ['0s', 0],
    ['99999999999s', null],
    ['soon', null],
    ['', null],
  ])('reads "%s" as %j ms', (text, expected) => expect(parseWait(text)).toBe(expected));
});

describe('parseReset', () => {
  it('never gives what is no number', () => {
    const value = fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String));
    fc.assert(
      fc.property(value, (text) => {
        expect(Number.isNaN(parseReset(text, nowMs))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});

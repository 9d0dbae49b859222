import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fractionDigits, nanoUsdPerMillion } from './nano-usd-per-million.ts';

describe('prices', () => {
  it.each([
    [0, 0n],
    [0.1, 100_000_000n],
    [0.15, 150_000_000n],
    [0.075, 75_000_000n],
    [0.3, 300_000_000n],
    [0.000001, 1_000n],
    [1e-9, 1n],
    [1.1e-7, 110n],
    [15, 15_000_000_000n],
    [99_999.999999999, 99_999_999_999_999n],
    [1e21, 10n ** 30n],
  ])('%d USD is %d nano-USD', (usd, nano) => {
    expect(nanoUsdPerMillion(usd)).toBe(nano);
  });

  it('are exact for every decimal of up to six digits before and nine behind the point, 15 in all', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999 }),
        fc.integer({ min: 0, max: 999_999_999 }),
        (whole, nano) => {
          const usd = Number(`${whole}.${String(nano).padStart(9, '0')}`);
          expect(nanoUsdPerMillion(usd)).toBe(BigInt(whole) * 1_000_000_000n + BigInt(nano));
        },
      ),
    );
  });

  it('finer than a nano-USD are rounded half up', () => {
    expect(nanoUsdPerMillion(1.4e-9)).toBe(1n);
    expect(nanoUsdPerMillion(1.5e-9)).toBe(2n);
    expect(nanoUsdPerMillion(0.07500000000000001)).toBe(75_000_000n);
  });

  it.each([-1, -0.5, Number.NaN, Number.POSITIVE_INFINITY])('are refused when they are %d', (usd) => {
    expect(() => nanoUsdPerMillion(usd)).toThrow(RangeError);
  });

  it('know how many digits they need', () => {
    expect(fractionDigits(0.075)).toBe(3);
    expect(fractionDigits(2)).toBe(0);
    expect(fractionDigits(1e-10)).toBe(10);
  });
});

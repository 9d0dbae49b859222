import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReset } from '../stream/retry-after.ts';
import { formatDuration } from './rate-headers.ts';

describe('a duration in a header', () => {
  it.each([
    [0, '0s'],
    [0.2, '1ms'],
    [120, '120ms'],
    [1_000, '1s'],
    [8_640, '8.64s'],
    [60_000, '1m0s'],
    [60_500, '1m0.5s'],
    [360_000, '6m0s'],
  ])('of %d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('reads back as what it says', () => {
    fc.assert(
      fc.property(fc.nat(600_000), (ms) => {
        expect(parseReset(formatDuration(ms), 0)).toBeCloseTo(ms, 3);
      }),
    );
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { middleOf, percentileOf } from './latency-bins.ts';

/** As the database puts a value into its bin. */
const binOf = (ms: number) =>
  Math.abs(ms) < 1 ? 0 : Math.sign(ms) * (1 + Math.floor(Math.log2(Math.abs(ms)) * 8));

test('the middle of a bin is within 4.5 % of every value in it, saved time included', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e9, noNaN: true }), fc.constantFrom(1, -1), (ms, sign) => {
      expect(Math.abs(middleOf(binOf(sign * ms)) / (sign * ms) - 1)).toBeLessThan(0.045);
    }),
  );
});

test('percentiles of a histogram are those of its values, to within a bin', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 200 }),
      (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const histogram = [...Map.groupBy(values, binOf)].map(([bin, list]) => ({ bin, count: list.length }));
        for (const share of [0, 0.5, 0.95, 1]) {
          const rank = share * (sorted.length - 1);
          const below = sorted[Math.floor(rank)] ?? 0;
          const above = sorted[Math.ceil(rank)] ?? 0;
          const exact = below + (above - below) * (rank % 1);
          expect(Math.abs((percentileOf(histogram, share) ?? 0) / exact - 1)).toBeLessThan(0.046);
        }
      },
    ),
  );
  expect(percentileOf([], 0.5)).toBeNull();
});

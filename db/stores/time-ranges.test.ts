import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  clipRanges,
  coarsenRanges,
  mergeRanges,
  minuteMs,
  subtractRanges,
  wholeSteps,
} from './time-ranges.ts';

const range = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
  .map(([from, length]) => ({ fromMs: from, toMs: from + length }));
const ranges = fc.array(range, { maxLength: 8 });
const moments = Array.from({ length: 90 }, (_, ms) => ms);
const holds = (list: readonly { fromMs: number; toMs: number }[], ms: number) =>
  list.some(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);

test('what is taken away and what is left make up the whole, once', () => {
  fc.assert(
    fc.property(range, ranges, (within, taken) => {
      const left = subtractRanges(within, taken);
      const clipped = clipRanges(taken, within);
      for (const ms of moments) {
        expect(Number(holds(left, ms)) + Number(holds(clipped, ms))).toBe(Number(holds([within], ms)));
      }
    }),
  );
});

test('merging changes no moment and leaves no two ranges touching', () => {
  fc.assert(
    fc.property(ranges, (list) => {
      const merged = mergeRanges(list);
      for (const ms of moments) expect(holds(merged, ms)).toBe(holds(list, ms));
      for (const [index, each] of merged.entries()) {
        expect(each.fromMs).toBeGreaterThan(merged[index - 1]?.toMs ?? -1);
      }
    }),
  );
});

test('any number of ranges is coarsened to a bound, and none of them is lost', () => {
  const many = Array.from({ length: 500 }, (_, index) => ({
    fromMs: index ** 3 * minuteMs,
    toMs: (index ** 3 + 1) * minuteMs,
  }));
  const few = coarsenRanges(many, 20);
  expect(few.length).toBeLessThanOrEqual(20);
  expect(many.every(({ fromMs }) => holds(few, fromMs))).toBe(true);
});

test('whole steps lie within', () => {
  expect(wholeSteps({ fromMs: 5, toMs: 32 }, 10)).toEqual({ fromMs: 10, toMs: 30 });
  expect(wholeSteps({ fromMs: 5, toMs: 12 }, 10)).toBeNull();
});

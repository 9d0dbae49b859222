import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSlidingMinute } from './sliding-minute.ts';

interface Counted {
  readonly atMs: number;
  readonly amount: number;
}

const within = (counted: readonly Counted[], nowMs: number, windowMs: number) =>
  counted.filter(({ atMs }) => atMs > nowMs - windowMs).reduce((sum, { amount }) => sum + amount, 0);

const steps = fc.array(fc.record({ passMs: fc.nat(30_000), amount: fc.integer({ min: 1, max: 1_000 }) }), {
  minLength: 1,
  maxLength: 60,
});

describe('a sliding minute', () => {
  it('counts all of the last sixty seconds, and nothing older than sixty-one', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const minute = createSlidingMinute();
        const counted: Counted[] = [];
        let nowMs = 0;
        for (const { passMs, amount } of all) {
          nowMs += passMs;
          minute.add(amount, nowMs);
          counted.push({ atMs: nowMs, amount });
          expect(minute.used(nowMs)).toBeGreaterThanOrEqual(within(counted, nowMs, 60_000));
          expect(minute.used(nowMs)).toBeLessThanOrEqual(within(counted, nowMs, 61_001));
        }
        expect(minute.used(nowMs + 61_000)).toBe(0);
      }),
    );
  });

  it('names the first moment at which more fits', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 1_000 }), (all, need) => {
        const minute = createSlidingMinute();
        let nowMs = 0;
        for (const { passMs, amount } of all) {
          nowMs += passMs;
          minute.add(amount, nowMs);
        }
        const limit = 1_000;
        const waitMs = minute.waitFor(need, limit, nowMs);
        if (waitMs > 0) expect(minute.used(nowMs + waitMs - 1) + need).toBeGreaterThan(limit);
        expect(minute.used(nowMs + waitMs) + need).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('takes a correction where the amount was counted, and none for what has left it', () => {
    const minute = createSlidingMinute();
    minute.add(1_000, 5_500);
    minute.correct(-900, 5_500, 40_000);
    expect(minute.used(40_000)).toBe(100);
    expect(minute.used(66_000)).toBe(0);
    minute.correct(500, 5_500, 66_000);
    expect(minute.used(66_000)).toBe(0);
  });
});

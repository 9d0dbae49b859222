import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOutcomes, createOutcomeWindow } from './outcome-window.ts';

describe('the sliding window', () => {
  it('never counts a call older than the window, and always one younger than nine tenths of it', () => {
    const call = fc.record({ afterMs: fc.nat(4_000), failed: fc.boolean(), askedAfterMs: fc.nat(4_000) });
    fc.assert(
      fc.property(
        fc.array(call, { maxLength: 200 }),
        fc.integer({ min: 1, max: 20_000 }),
        (calls, windowMs) => {
          const window = createOutcomeWindow(windowMs);
          const seen: { at: number; failed: boolean }[] = [];
          let nowMs = 0;
          for (const { afterMs, failed, askedAfterMs } of calls) {
            nowMs += afterMs;
            const askedMs = nowMs + askedAfterMs;
            window.add(nowMs, failed);
            seen.push({ at: nowMs, failed });
            const within = (ms: number) => seen.filter(({ at }) => askedMs - at < ms);
            const failures = (ms: number) => within(ms).filter((each) => each.failed).length;
            const counted = window.count(askedMs);
            expect(counted.calls).toBeLessThanOrEqual(within(windowMs).length);
            expect(counted.calls).toBeGreaterThanOrEqual(within(windowMs * 0.9).length);
            expect(counted.failures).toBeLessThanOrEqual(failures(windowMs));
            expect(counted.failures).toBeGreaterThanOrEqual(failures(windowMs * 0.9));
          }
        },
      ),
    );
  });

  it('loses counts when the clock is set back, and never invents any', () => {
    const window = createOutcomeWindow(60_000);
    for (let index = 0; index < 5; index += 1) window.add(1_000_000, true);
    window.add(500_000, false);
    expect(window.count(500_000)).toEqual({ calls: 1, failures: 0 });
  });
});

describe('the outcomes of a target', () => {
  it('count every call for each window length that is asked about', () => {
    const outcomes = createOutcomes();
    outcomes.add({ nowMs: 0, windowMs: 60_000, failed: true });
    outcomes.add({ nowMs: 0, windowMs: 1_000, failed: false });
    outcomes.add({ nowMs: 5_000, windowMs: 60_000, failed: true });
    expect(outcomes.count(5_000, 60_000)).toEqual({ calls: 3, failures: 2 });
    expect(outcomes.count(5_000, 1_000).calls).toBeLessThanOrEqual(1);
  });

  it('forget a length that nobody used for its own duration', () => {
    const outcomes = createOutcomes();
    outcomes.add({ nowMs: 0, windowMs: 1_000, failed: true });
    outcomes.add({ nowMs: 1_001, windowMs: 60_000, failed: true });
    outcomes.add({ nowMs: 1_001, windowMs: 60_000, failed: true });
    expect(outcomes.count(1_001, 1_000)).toEqual({ calls: 0, failures: 0 });
  });
});

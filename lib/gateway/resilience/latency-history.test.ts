import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLatencyHistory } from './latency-history.ts';

const hour = 3_600_000;

function historyAt() {
  const time = { nowMs: 0 };
  const history = createLatencyHistory(() => time.nowMs);
  const noteAll = (times: readonly number[], target = 'a/m') => {
    for (const ms of times) history.note(target, 'firstToken', ms);
  };
  return { time, history, noteAll };
}

/** The exact quantile, as the sketch defines it: the least value that covers the share. */
const exactly = (times: readonly number[], q: number) =>
  [...times].sort((a, b) => a - b)[Math.ceil(q * times.length) - 1] ?? 0;

describe('the latency of a target', () => {
  it('is read never too low and at most nine per cent too high', () => {
    const durations = fc.array(fc.integer({ min: 1, max: 1_500_000 }), { minLength: 10, maxLength: 250 });
    fc.assert(
      fc.property(durations, (times) => {
        const { history, noteAll } = historyAt();
        noteAll(times);
        const read = [history.p50('a/m', 'firstToken') ?? 0, history.p95('a/m', 'firstToken') ?? 0];
        for (const [at, q] of [0.5, 0.95].entries()) {
          const ratio = (read[at] ?? 0) / exactly(times, q);
          expect(ratio).toBeGreaterThan(0.999_999);
          expect(ratio).toBeLessThan(1.091);
        }
      }),
    );
  });

  it('is unknown while too little was seen: three answers for the middle, ten for the tail', () => {
    const { history, noteAll } = historyAt();
    noteAll([100, 100]);
    expect(history.p50('a/m', 'firstToken')).toBeNull();
    noteAll([100]);
    expect(history.p50('a/m', 'firstToken')).not.toBeNull();
    noteAll([100, 100, 100, 100, 100, 100]);
    expect(history.p95('a/m', 'firstToken')).toBeNull();
    noteAll([100]);
    expect(history.p95('a/m', 'firstToken')).not.toBeNull();
  });

  it('is kept apart by target and by measure', () => {
    const { history, noteAll } = historyAt();
    noteAll(Array(10).fill(100));
    expect(history.p50('a/m', 'response')).toBeNull();
    expect(history.p50('b/m', 'firstToken')).toBeNull();
  });

  it('follows a target that became slower within the next few hundred answers', () => {
    const { history, noteAll } = historyAt();
    noteAll(Array(10_000).fill(100));
    noteAll(Array(300).fill(2_000));
    expect(history.p50('a/m', 'firstToken')).toBeGreaterThanOrEqual(2_000);
  });

  it('fades with time, and is forgotten after six idle hours', () => {
    const { time, history, noteAll } = historyAt();
    noteAll(Array(12).fill(100));
    time.nowMs = hour;
    noteAll([100]);
    expect(history.p95('a/m', 'firstToken')).toBeNull();
    noteAll(Array(12).fill(100));
    time.nowMs = 7 * hour;
    expect(history.p95('a/m', 'firstToken')).not.toBeNull();
    time.nowMs = 7 * hour + 1;
    expect(history.p50('a/m', 'firstToken')).toBeNull();
    noteAll([100]);
    expect(history.p50('a/m', 'firstToken')).toBeNull();
  });

  it('is kept for a thousand targets, and the one that was called last longest ago makes room', () => {
    const { time, history, noteAll } = historyAt();
    for (let index = 0; index < 2_000; index += 1) {
      time.nowMs = index;
      noteAll([1, 1, 1], `t${index}/m`);
      if (index === 1_023) noteAll([1], 't0/m');
    }
    const kept = Array.from({ length: 2_000 }, (_, index) => history.p50(`t${index}/m`, 'firstToken'));
    expect(kept.filter((known) => known !== null)).toHaveLength(1_024);
    expect(kept[1_999]).not.toBeNull();
    expect(kept[500]).toBeNull();
  });

  it.each([Number.NaN, -1])('is not spoilt by %d', (ms) => {
    const { history, noteAll } = historyAt();
    noteAll([ms, ms, ms, 5, 5, 5]);
    expect(history.p50('a/m', 'firstToken')).toBeCloseTo(5, 0);
  });
});

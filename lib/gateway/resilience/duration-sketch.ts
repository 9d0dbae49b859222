/** Durations as a histogram of fixed size, from which quantiles are read. Old ones fade as new ones come. */
export interface DurationSketch {
  /** Adds one duration in milliseconds. */
  add(ms: number, nowMs: number): void;
  /** At least this many milliseconds cover the share `q` (above 0 and at most 1) of what is remembered; null below `fewest`. */
  quantile(q: number, fewest: number): number | null;
}

/** Steps per doubling: a quantile is read at most 9 % too high (2^(1/8)). */
const stepsPerDoubling = 8;
/** From 1 ms to 2^21 ms (35 minutes) and beyond. */
const steps = 21 * stepsPerDoubling + 1;
/** When it holds this many, all count half: the last hundred or two tell how a target is now. */
const memory = 256;
/** Halved after this time too, so that a target with little traffic is not judged by last week. Milliseconds. */
const halfLifeMs = 3_600_000;

/** An empty sketch. Adding costs a logarithm and an addition; reading walks the steps once. */
export function createDurationSketch(nowMs: number): DurationSketch {
  const counts = new Float32Array(steps);
  let total = 0;
  let halvedAtMs = nowMs;

  const halve = (atMs: number) => {
    for (let step = 0; step < steps; step += 1) counts[step] = (counts[step] ?? 0) / 2;
    total /= 2;
    halvedAtMs = atMs;
  };

  return {
    add(ms, atMs) {
      if (!(ms >= 0)) return;
      if (total >= memory || atMs - halvedAtMs >= halfLifeMs) halve(atMs);
      const step = stepOf(ms);
      counts[step] = (counts[step] ?? 0) + 1;
      total += 1;
    },
    quantile(q, fewest) {
      if (total < fewest) return null;
      let left = q * total;
      for (let step = 0; step < steps; step += 1) {
        left -= counts[step] ?? 0;
        if (left <= 0) return upperEdge(step);
      }
      return upperEdge(steps - 1);
    },
  };
}

const stepOf = (ms: number) =>
  ms <= 1 ? 0 : Math.min(steps - 1, Math.ceil(Math.log2(ms) * stepsPerDoubling));

const upperEdge = (step: number) => 2 ** (step / stepsPerDoubling);

import { createDurationSketch, type DurationSketch } from './duration-sketch.ts';

/**
 * What is remembered of a target: how long until the first content of a stream, how long until a whole answer, and how long the
 * longest silence within a stream was.
 */
export type LatencyMeasure = 'firstToken' | 'response' | 'silence';

/** How long the targets take, in this process. Targets are `provider/model`; durations are milliseconds. */
export interface LatencyHistory {
  note(target: string, measure: LatencyMeasure, ms: number): void;
  /** The middle one, read at most 9 % too high; null when too little is known. */
  p50(target: string, measure: LatencyMeasure): number | null;
  /** What 95 of 100 stay below, read at most 9 % too high; null when too little is known. */
  p95(target: string, measure: LatencyMeasure): number | null;
}

/** Three tell fast from slow. */
const fewestForMedian = 3;
/** With fewer, one odd answer would be the 95th of a hundred. */
const fewestForTail = 10;
/** A target that has not been called for so long is forgotten. Milliseconds. */
const idleMs = 6 * 3_600_000;
/** Targets named directly by callers are without number; those of the routes are not. About 2 kB each. */
const maxTargets = 1_024;

interface TargetHistory {
  readonly sketches: Partial<Record<LatencyMeasure, DurationSketch>>;
  notedAtMs: number;
}

/** No history. `monotonic`: milliseconds that only grow. */
export function createLatencyHistory(monotonic: () => number): LatencyHistory {
  const targets = new Map<string, TargetHistory>();

  const makeRoom = (nowMs: number) => {
    let oldest: [string, number] | null = null;
    for (const [id, { notedAtMs }] of targets) {
      if (nowMs - notedAtMs > idleMs) targets.delete(id);
      else if (oldest === null || notedAtMs < oldest[1]) oldest = [id, notedAtMs];
    }
    if (oldest !== null && targets.size >= maxTargets) targets.delete(oldest[0]);
  };
  const begin = (target: string, nowMs: number): TargetHistory => {
    if (targets.size >= maxTargets) makeRoom(nowMs);
    const history = { sketches: {}, notedAtMs: nowMs };
    targets.set(target, history);
    return history;
  };
  /** Undefined when it has been silent for too long to say anything. */
  const known = (target: string, nowMs: number) => {
    const history = targets.get(target);
    return history !== undefined && nowMs - history.notedAtMs > idleMs ? undefined : history;
  };
  const read = (target: string, measure: LatencyMeasure) => known(target, monotonic())?.sketches[measure];

  return {
    note(target, measure, ms) {
      const nowMs = monotonic();
      const history = known(target, nowMs) ?? begin(target, nowMs);
      history.notedAtMs = nowMs;
      history.sketches[measure] ??= createDurationSketch(nowMs);
      history.sketches[measure].add(ms, nowMs);
    },
    p50: (target, measure) => read(target, measure)?.quantile(0.5, fewestForMedian) ?? null,
    p95: (target, measure) => read(target, measure)?.quantile(0.95, fewestForTail) ?? null,
  };
}

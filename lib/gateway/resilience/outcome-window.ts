/** How calls ended within a sliding time: a fixed number of counters, however much traffic there is. */
export interface OutcomeWindow {
  add(nowMs: number, failed: boolean): void;
  /** Calls and the failed ones among them, of the last window. */
  count(nowMs: number): { readonly calls: number; readonly failures: number };
}

/** The window slides in steps of a tenth: it covers between nine and ten tenths of its length. */
const buckets = 10;

/** A sliding window of `windowMs`. Times are handed in; one that steps backward loses counts, never invents them. */
export function createOutcomeWindow(windowMs: number): OutcomeWindow {
  const ring = Array.from({ length: buckets }, () => ({ step: Number.NaN, calls: 0, failures: 0 }));
  const stepOf = (nowMs: number) => Math.floor((nowMs / windowMs) * buckets);
  return {
    add(nowMs, failed) {
      const step = stepOf(nowMs);
      const bucket = ring[step % buckets];
      if (bucket === undefined) return;
      if (bucket.step !== step) Object.assign(bucket, { step, calls: 0, failures: 0 });
      bucket.calls += 1;
      if (failed) bucket.failures += 1;
    },
    count(nowMs) {
      const step = stepOf(nowMs);
      const recent = ring.filter((bucket) => bucket.step > step - buckets && bucket.step <= step);
      return {
        calls: recent.reduce((sum, { calls }) => sum + calls, 0),
        failures: recent.reduce((sum, { failures }) => sum + failures, 0),
      };
    },
  };
}

/** The outcomes of one target since it last closed, for every window length that its routes ask about. */
export interface Outcomes {
  /** Counts one call, made under settings whose window is `windowMs`. */
  add(call: { nowMs: number; windowMs: number; failed: boolean }): void;
  count(nowMs: number, windowMs: number): { readonly calls: number; readonly failures: number };
}

/**
 * Routes may share a target and disagree about `window_ms`, so each length has a window of its own and every call
 * counts in all of them. A length that nobody used for its own duration is dropped: configurations change.
 */
export function createOutcomes(): Outcomes {
  const windows = new Map<number, { readonly window: OutcomeWindow; usedMs: number }>();
  const use = (nowMs: number, windowMs: number) => {
    const known = windows.get(windowMs);
    if (known !== undefined) {
      known.usedMs = nowMs;
      return known.window;
    }
    const window = createOutcomeWindow(windowMs);
    windows.set(windowMs, { window, usedMs: nowMs });
    return window;
  };
  return {
    add({ nowMs, windowMs, failed }) {
      use(nowMs, windowMs);
      for (const [length, { window, usedMs }] of windows) {
        if (usedMs + length < nowMs) windows.delete(length);
        else window.add(nowMs, failed);
      }
    },
    count: (nowMs, windowMs) => use(nowMs, windowMs).count(nowMs),
  };
}

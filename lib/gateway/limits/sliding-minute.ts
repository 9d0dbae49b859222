const bucketMs = 1_000;
/** One more than sixty: a bucket leaves only when every moment in it lies more than a minute back. */
const bucketCount = 61;

/** How much was counted within the last minute. Times are on a clock that only grows, in milliseconds. */
export interface SlidingMinute {
  add(amount: number, nowMs: number): void;
  /** Changes what was counted at `atMs`, unless that is a minute ago. */
  correct(change: number, atMs: number, nowMs: number): void;
  used(nowMs: number): number;
  /** Milliseconds until `amount` more stays within `limit`; 0 = now. */
  waitFor(amount: number, limit: number, nowMs: number): number;
}

/**
 * A minute of sixty-one buckets of a second. Never counts less than what lies within any sixty seconds, and at most a second more:
 * it errs on the side of the limit. Its size does not depend on the limit.
 */
export function createSlidingMinute(): SlidingMinute {
  const buckets = new Float64Array(bucketCount);
  let newest = 0;
  let total = 0;

  const change = (bucket: number, by: number) => {
    const place = bucket % bucketCount;
    buckets[place] = (buckets[place] ?? 0) + by;
    total += by;
  };
  const moveTo = (nowMs: number) => {
    const now = Math.floor(nowMs / bucketMs);
    const passed = Math.min(now - newest, bucketCount);
    for (let step = 1; step <= passed; step += 1) change(newest + step, -at(newest + step));
    newest = Math.max(newest, now);
  };
  const at = (bucket: number) => buckets[bucket % bucketCount] ?? 0;

  return {
    add(amount, nowMs) {
      moveTo(nowMs);
      change(newest, amount);
    },
    correct(by, atMs, nowMs) {
      moveTo(nowMs);
      const bucket = Math.floor(atMs / bucketMs);
      if (bucket > newest - bucketCount) change(bucket, by);
    },
    used(nowMs) {
      moveTo(nowMs);
      return total;
    },
    waitFor(amount, limit, nowMs) {
      moveTo(nowMs);
      let tooMuch = total + amount - limit;
      if (tooMuch <= 0) return 0;
      // Below a minute of age there are no buckets before the first.
      let bucket = Math.max(0, newest - bucketCount + 1);
      for (; bucket < newest; bucket += 1) {
        tooMuch -= at(bucket);
        if (tooMuch <= 0) break;
      }
      return (bucket + bucketCount) * bucketMs - nowMs;
    },
  };
}

/** From `fromMs` up to but without `toMs`, in Unix milliseconds. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Length of a minute in milliseconds. */
export const minuteMs = 60_000;
/** Length of an hour in milliseconds. */
export const hourMs = 60 * minuteMs;

/** The same times as few ranges, in order. Ranges that are at most `gapMs` apart become one, gap included. */
export function mergeRanges(ranges: readonly TimeRange[], gapMs = 0): TimeRange[] {
  const merged: TimeRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (range.fromMs >= range.toMs) continue;
    const last = merged.at(-1);
    if (last === undefined || range.fromMs > last.toMs + gapMs) merged.push(range);
    else merged[merged.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, range.toMs) };
  }
  return merged;
}

const day = 24 * hourMs;

/** At most `most` ranges that hold all of these times, and as little else as wider and wider gaps allow. */
export function coarsenRanges(ranges: readonly TimeRange[], most: number): TimeRange[] {
  for (const gapMs of [0, 10 * minuteMs, hourMs, 6 * hourMs, day, 31 * day]) {
    const merged = mergeRanges(ranges, gapMs);
    if (merged.length <= most) return merged;
  }
  return mergeRanges(ranges, Number.POSITIVE_INFINITY);
}

/** What of `ranges` lies within `within`. */
export function clipRanges(ranges: readonly TimeRange[], within: TimeRange): TimeRange[] {
  return mergeRanges(
    ranges.map(({ fromMs, toMs }) => ({
      fromMs: Math.max(fromMs, within.fromMs),
      toMs: Math.min(toMs, within.toMs),
    })),
  );
}

/** What of `within` none of `ranges` holds. */
export function subtractRanges(within: TimeRange, ranges: readonly TimeRange[]): TimeRange[] {
  const left: TimeRange[] = [];
  let fromMs = within.fromMs;
  for (const taken of clipRanges(ranges, within)) {
    if (taken.fromMs > fromMs) left.push({ fromMs, toMs: taken.fromMs });
    fromMs = taken.toMs;
  }
  if (fromMs < within.toMs) left.push({ fromMs, toMs: within.toMs });
  return left;
}

/** The whole steps of `stepMs` (counted from the epoch) that lie in a range; null when there is none. */
export function wholeSteps({ fromMs, toMs }: TimeRange, stepMs: number): TimeRange | null {
  const whole = { fromMs: Math.ceil(fromMs / stepMs) * stepMs, toMs: Math.floor(toMs / stepMs) * stepMs };
  return whole.fromMs < whole.toMs ? whole : null;
}

/** A range widened to whole steps of `stepMs`. */
export const aroundSteps = ({ fromMs, toMs }: TimeRange, stepMs: number): TimeRange => ({
  fromMs: Math.floor(fromMs / stepMs) * stepMs,
  toMs: Math.ceil(toMs / stepMs) * stepMs,
});

/** A range cut into equal steps, in Unix milliseconds. The last one may reach beyond `toMs`. */
export interface TimeSteps {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** Start of the first step, at or before `fromMs`. */
  readonly originMs: number;
  readonly starts: readonly number[];
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const stepSizes = [1, 5, 15, 30]
  .map((minutes) => minutes * minute)
  .concat(
    [1, 3, 6, 12].map((hours) => hours * hour),
    day,
    7 * day,
  );
/** As many bars as a chart can show side by side. */
const maxSteps = 100;

/**
 * Cuts a range into at most 100 steps. Steps below a day stand on the clock; those of a day and more begin in the
 * minute in which the range begins, so that a range that starts at the viewer's midnight gives the viewer's days.
 */
export function timeSteps(fromMs: number, toMs: number): TimeSteps {
  const lengthMs = toMs - fromMs;
  const stepMs =
    stepSizes.find((size) => lengthMs / size <= maxSteps) ?? Math.ceil(lengthMs / maxSteps / day) * day;
  const clockMs = stepMs < day ? stepMs : minute;
  const originMs = Math.floor(fromMs / clockMs) * clockMs;
  const count = Math.max(1, Math.ceil((toMs - originMs) / stepMs));
  const starts = Array.from({ length: count }, (_, index) => originMs + index * stepMs);
  return { fromMs, toMs, stepMs, originMs, starts };
}

/** A time zone of the IANA database. Wall-clock times are milliseconds as if they were UTC. */
export interface Zone {
  /** What to add to a moment to get its wall-clock time, in milliseconds. */
  offsetAt(instantMs: number): number;
  /** The first moment at which the wall clock shows this time or, where it is skipped, a later one. */
  instantOf(localMs: number): number;
  /** The first moment after `fromMs` with another offset than `fromMs`, up to `toMs`, which must have another. */
  changeBetween(fromMs: number, toMs: number): number;
}

/** No offset is larger, and none changes twice within this time. */
const dayMs = 86_400_000;

/** @throws RangeError when there is no such zone. */
export function createZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  const offsetAt = (instantMs: number): number => {
    const at: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(instantMs)) at[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = at;
    const secondMs = Math.floor(instantMs / 1000) * 1000;
    return Date.UTC(year, month - 1, day, hour, minute, second) - secondMs;
  };

  /** The first moment in (from, to] that is `beyond`, to the second: zones change on whole seconds. */
  const firstBeyond = (fromMs: number, toMs: number, beyond: (instantMs: number) => boolean): number => {
    let before = Math.floor(fromMs / 1000);
    let after = Math.ceil(toMs / 1000);
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (beyond(middle * 1000)) after = middle;
      else before = middle;
    }
    return after * 1000;
  };

  return {
    offsetAt,
    instantOf(localMs) {
      const larger = Math.max(offsetAt(localMs - dayMs), offsetAt(localMs + dayMs));
      const smaller = Math.min(offsetAt(localMs - dayMs), offsetAt(localMs + dayMs));
      // Of two moments that show the same time the earlier has the larger offset.
      for (const offsetMs of [larger, smaller])
        if (offsetAt(localMs - offsetMs) === offsetMs) return localMs - offsetMs;
      return firstBeyond(localMs - larger, localMs - smaller, (at) => at + offsetAt(at) >= localMs);
    },
    changeBetween(fromMs, toMs) {
      const offsetMs = offsetAt(fromMs);
      return firstBeyond(fromMs, toMs, (at) => offsetAt(at) !== offsetMs);
    },
  };
}

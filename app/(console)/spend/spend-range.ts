/** Periods that a bill is read by. Days begin at midnight of the viewer's zone. */
export const spendPeriods = ['today', '7d', '30d', 'month', 'last-month'] as const;

/** One of {@link spendPeriods}. */
export type SpendPeriod = (typeof spendPeriods)[number];

/** How a period reads. */
export const periodLabel = {
  today: 'Today',
  '7d': '7 days',
  '30d': '30 days',
  month: 'This month',
  'last-month': 'Last month',
} as const satisfies Record<SpendPeriod, string>;

/** The range as it stands in the URL. Both bounds given: a custom range, and the period is not looked at. */
export interface SpendRangeState {
  readonly range: SpendPeriod;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** Bounds: `from` is included, `to` is not. */
export interface Bounds {
  readonly from: Date;
  readonly to: Date;
}

/** Whether the viewer chose both bounds. */
export const isCustomRange = <T extends SpendRangeState>(state: T): state is T & Bounds =>
  state.from !== null && state.to !== null && state.from < state.to;

/** Local midnight, `days` after the day of `date`; calendar days, so that summer time does not shift it. */
const midnight = (date: Date, days = 0): Date =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);

const monthStart = (date: Date, months = 0): Date =>
  new Date(date.getFullYear(), date.getMonth() + months, 1);

const periodBounds = {
  today: (now) => ({ from: midnight(now), to: now }),
  '7d': (now) => ({ from: midnight(now, -6), to: now }),
  '30d': (now) => ({ from: midnight(now, -29), to: now }),
  month: (now) => ({ from: monthStart(now), to: now }),
  'last-month': (now) => ({ from: monthStart(now, -1), to: monthStart(now) }),
} as const satisfies Record<SpendPeriod, (now: Date) => Bounds>;

/** Bounds of the range in the zone of this process, which in a browser is the viewer's. A running period ends now. */
export const spendBounds = (state: SpendRangeState, now: Date): Bounds =>
  isCustomRange(state) ? { from: state.from, to: state.to } : periodBounds[state.range](now);

/** What a cache key needs: a period stays the same while its end moves on. */
export const spendRangeKey = (state: SpendRangeState): string =>
  isCustomRange(state) ? `${state.from.toISOString()}/${state.to.toISOString()}` : state.range;

const hourMs = 3_600_000;
/** As many bars as the API answers. */
export const mostBars = 1_000;

const spanHours = (state: Bounds) => (state.to.getTime() - state.from.getTime()) / hourMs;

/** Whether the range is short enough for one bar per hour. Every period is. */
export const fitsHours = (state: SpendRangeState): boolean =>
  !isCustomRange(state) || spanHours(state) < mostBars;

const usualBucket = (state: SpendRangeState) => {
  const short = isCustomRange(state) ? spanHours(state) <= 48 : state.range === 'today';
  return short ? 'hour' : 'day';
};

/**
 * What a bar stands for: the viewer's choice where it fits, else hours for a day or two and days beyond. It does not
 * depend on the zone, so that the server draws the same.
 */
export const bucketFor = (state: SpendRangeState, chosen: 'hour' | 'day' | null): 'hour' | 'day' =>
  fitsHours(state) ? (chosen ?? usualBucket(state)) : 'day';

/** Whole days from `first` up to and with `last`, both `YYYY-MM-DD`; null when they are not such days in order. */
export const dayBounds = (first: string, last: string): Bounds | null => {
  const from = new Date(`${first}T00:00:00`);
  const to = midnight(new Date(`${last}T00:00:00`), 1);
  return from < to ? { from, to } : null;
};

/** First and last day of bounds, for fields that take `YYYY-MM-DD`. */
export const daysOf = ({ from, to }: Bounds): { first: string; last: string } => {
  const day = (date: Date) =>
    [
      String(date.getFullYear()).padStart(4, '0'),
      String(date.getMonth() + 1).padStart(2, '0'),
      String(date.getDate()).padStart(2, '0'),
    ].join('-');
  return { first: day(from), last: day(new Date(to.getTime() - 1)) };
};

const isMidnight = (date: Date) => date.getTime() === midnight(date).getTime();

/** Bounds in words: whole days without their hours, and the last day named is still in them. */
export const boundsLabel = ({ from, to }: Bounds): string =>
  isMidnight(from) && isMidnight(to)
    ? new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' }).formatRange(from, new Date(to.getTime() - 1))
    : new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).formatRange(from, to);

/** How the chosen range reads. */
export const spendRangeLabel = (state: SpendRangeState): string =>
  isCustomRange(state) ? boundsLabel(state) : periodLabel[state.range];

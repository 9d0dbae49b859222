import { describe, expect, it } from 'vitest';
import {
  boundsLabel,
  bucketFor,
  dayBounds,
  daysOf,
  fitsHours,
  isCustomRange,
  type SpendRangeState,
  spendBounds,
  spendRangeKey,
  spendRangeLabel,
} from './spend-range.ts';

const local = (year: number, month: number, day: number, hour = 0) => new Date(year, month - 1, day, hour);
const now = local(2026, 11, 21, 14);
const period = (range: SpendRangeState['range']): SpendRangeState => ({ range, from: null, to: null });

describe('spendBounds', () => {
  it.each([
    ['today', local(2026, 11, 21), now],
    ['7d', local(2026, 11, 15), now],
    ['30d', local(2026, 10, 23), now],
    ['month', local(2026, 11, 1), now],
    ['last-month', local(2026, 10, 1), local(2026, 11, 1)],
  ] as const)('%s begins at a midnight of the viewer', (range, from, to) => {
    expect(spendBounds(period(range), now)).toEqual({ from, to });
  });

  it('last month of January is December', () => {
    expect(spendBounds(period('last-month'), local(2027, 1, 31, 9))).toEqual({
      from: local(2026, 12, 1),
      to: local(2027, 1, 1),
    });
  });

  it('both bounds win over the period; one alone, or the wrong way round, does not', () => {
    const bounds = { from: local(2026, 11, 1), to: local(2026, 11, 8) };
    expect(spendBounds({ range: 'today', ...bounds }, now)).toEqual(bounds);
    expect(isCustomRange({ range: 'today', from: bounds.from, to: null })).toBe(false);
    expect(isCustomRange({ range: 'today', from: bounds.to, to: bounds.from })).toBe(false);
  });
});

it('a period keeps its cache key while its end moves on', () => {
  expect(spendRangeKey(period('month'))).toBe('month');
});

describe('bars', () => {
  const hours = (count: number): SpendRangeState => ({
    range: '30d',
    from: now,
    to: new Date(now.getTime() + count * 3_600_000),
  });

  it('are hours up to two days and days beyond', () => {
    expect(bucketFor(hours(48), null)).toBe('hour');
    expect(bucketFor(hours(49), null)).toBe('day');
    expect(bucketFor(period('today'), null)).toBe('hour');
    expect(bucketFor(period('month'), null)).toBe('day');
  });

  it('are what the viewer chose, but never more than the API answers', () => {
    expect(bucketFor(period('month'), 'hour')).toBe('hour');
    expect(bucketFor(hours(999), 'hour')).toBe('hour');
    expect(bucketFor(hours(1_000), 'hour')).toBe('day');
    expect(fitsHours(hours(1_000))).toBe(false);
    expect(fitsHours(period('30d'))).toBe(true);
  });
});

describe('whole days', () => {
  it('the last day is in them', () => {
    const bounds = dayBounds('2026-11-01', '2026-11-07');
    expect(bounds).toEqual({ from: local(2026, 11, 1), to: local(2026, 11, 8) });
    expect(bounds && daysOf(bounds)).toEqual({ first: '2026-11-01', last: '2026-11-07' });
  });

  it.each([
    ['2026-11-02', '2026-11-01'],
    ['', '2026-11-01'],
    ['2026-11-01', 'soon'],
  ])('%s to %s are none', (first, last) => {
    expect(dayBounds(first, last)).toBeNull();
  });

  it('are named without hours, anything else with them', () => {
    const bounds = { from: local(2026, 11, 1), to: local(2026, 11, 8) };
    expect(boundsLabel(bounds)).toMatch(/^1\D+7 Nov 2026$/);
    expect(spendRangeLabel({ range: '30d', ...bounds })).toBe(boundsLabel(bounds));
    expect(boundsLabel({ ...bounds, to: now })).toContain('14:00');
  });
});

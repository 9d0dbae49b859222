import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetPeriods } from './budget.ts';
import { createPeriodCalendar } from './period.ts';

const at = (text: string) => Date.parse(text);
const show = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : 'never');
const periodOf = (zone: string, kind: (typeof budgetPeriods)[number], now: string) => {
  const { startMs, endMs } = createPeriodCalendar(zone).periodAt(kind, at(now));
  return `${show(startMs)} ${show(endMs)}`.replaceAll(':00.000Z', 'Z');
};

describe('periods', () => {
  it.each([
    // Spring: 2026-03-29 02:00 becomes 03:00. Autumn: 2026-10-25 03:00 becomes 02:00.
    ['Europe/Berlin', 'hour', '2026-03-29T00:59:59.999Z', '2026-03-29T00:00Z 2026-03-29T01:00Z'],
    ['Europe/Berlin', 'hour', '2026-03-29T01:00:00Z', '2026-03-29T01:00Z 2026-03-29T02:00Z'],
    ['Europe/Berlin', 'day', '2026-03-29T12:00:00Z', '2026-03-28T23:00Z 2026-03-29T22:00Z'],
    ['Europe/Berlin', 'week', '2026-03-29T12:00:00Z', '2026-03-22T23:00Z 2026-03-29T22:00Z'],
    ['Europe/Berlin', 'month', '2026-03-29T12:00:00Z', '2026-02-28T23:00Z 2026-03-31T22:00Z'],
    ['Europe/Berlin', 'hour', '2026-10-25T00:30:00Z', '2026-10-25T00:00Z 2026-10-25T01:00Z'],
    ['Europe/Berlin', 'hour', '2026-10-25T01:30:00Z', '2026-10-25T01:00Z 2026-10-25T02:00Z'],
    ['Europe/Berlin', 'day', '2026-10-25T01:30:00Z', '2026-10-24T22:00Z 2026-10-25T23:00Z'],
    ['Europe/Berlin', 'week', '2026-10-26T00:00:00Z', '2026-10-25T23:00Z 2026-11-01T23:00Z'],
    ['Europe/Berlin', 'month', '2026-10-01T00:00:00Z', '2026-09-30T22:00Z 2026-10-31T23:00Z'],
    ['Europe/Berlin', 'total', '2026-10-01T00:00:00Z', '1970-01-01T00:00Z never'],
    ['UTC', 'day', '2028-02-29T23:59:59.999Z', '2028-02-29T00:00Z 2028-03-01T00:00Z'],
    ['Asia/Tokyo', 'month', '2026-12-31T15:00:00Z', '2026-12-31T15:00Z 2027-01-31T15:00Z'],
    ['Asia/Kolkata', 'hour', '2026-06-01T10:15:00Z', '2026-06-01T09:30Z 2026-06-01T10:30Z'],
    ['Asia/Kolkata', 'day', '2026-06-01T18:30:00Z', '2026-06-01T18:30Z 2026-06-02T18:30Z'],
    // The clock moves by half an hour at 02:00, in the middle of an hour on the way back.
    ['Australia/Lord_Howe', 'hour', '2026-04-04T15:15:00Z', '2026-04-04T15:00Z 2026-04-04T15:30Z'],
    // Midnight is skipped on the day of the change.
    ['Africa/Cairo', 'day', '2026-04-24T12:00:00Z', '2026-04-23T22:00Z 2026-04-24T21:00Z'],
    // Midnight comes twice.
    ['America/Havana', 'day', '2026-11-01T12:00:00Z', '2026-11-01T04:00Z 2026-11-02T05:00Z'],
  ] as const)('%s: the %s of %s', (zone, kind, now, expected) => {
    expect(periodOf(zone, kind, now)).toBe(expected);
  });

  const zones = ['Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia'];
  const moments = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') });

  it('follow each other without gap or overlap, whenever one looks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...budgetPeriods),
        moments,
        (zone, kind, now) => {
          const calendar = createPeriodCalendar(zone);
          const period = calendar.periodAt(kind, now);
          expect(period.startMs <= now && now < period.endMs).toBe(true);
          expect(createPeriodCalendar(zone).periodAt(kind, period.startMs)).toEqual(period);
          if (kind === 'total') return;
          expect(createPeriodCalendar(zone).periodAt(kind, period.endMs - 1)).toEqual(period);
          expect(calendar.periodAt(kind, period.endMs).startMs).toBe(period.endMs);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are found again by a clock that jumps back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...budgetPeriods), fc.array(moments, { minLength: 2 }), (kind, jumps) => {
        const calendar = createPeriodCalendar('Europe/Berlin');
        const [first = 0] = jumps;
        const before = calendar.periodAt(kind, first);
        for (const now of jumps) calendar.periodAt(kind, now);
        expect(calendar.periodAt(kind, first)).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });

  it('cost nothing while time stays in them', () => {
    const calendar = createPeriodCalendar('Europe/Berlin');
    const noon = at('2026-06-01T10:00:00Z');
    expect(calendar.periodAt('day', noon)).toBe(calendar.periodAt('day', noon + 3_600_000));
  });

  it('need a zone that exists', () => {
    expect(() => createPeriodCalendar('Europe/Atlantis')).toThrow(RangeError);
  });
});

import type { BudgetPeriod } from './budget.ts';
import { createZone, type Zone } from './zone.ts';

/** From when until when a budget counts, Unix milliseconds; `endMs` is not part of it. */
export interface Period {
  readonly startMs: number;
  /** Infinity = it never renews. */
  readonly endMs: number;
}

/** Calendar periods in one time zone. */
export interface PeriodCalendar {
  readonly timeZone: string;
  /** The period that this moment (Unix milliseconds) is in. The same object until time leaves it. */
  periodAt(kind: BudgetPeriod, nowMs: number): Period;
}

const always: Period = { startMs: 0, endMs: Number.POSITIVE_INFINITY };
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * A calendar that remembers the periods it is in: only a moment outside of them costs a look at the zone. A clock that jumps back finds the
 * period it was in before, by the same start: no second one opens.
 * @throws RangeError for a zone that is not in the IANA database.
 */
export function createPeriodCalendar(timeZone: string): PeriodCalendar {
  const zone = createZone(timeZone);
  const current = new Map<BudgetPeriod, Period>();
  return {
    timeZone,
    periodAt(kind, nowMs) {
      if (kind === 'total') return always;
      const known = current.get(kind);
      if (known !== undefined && nowMs >= known.startMs && nowMs < known.endMs) return known;
      const period = kind === 'hour' ? hourAt(zone, nowMs) : dateAt(zone, kind, nowMs);
      current.set(kind, period);
      return period;
    },
  };
}

/** An hour of the wall clock. The one that is gone through twice in autumn is two; a change within an hour ends it. */
function hourAt(zone: Zone, nowMs: number): Period {
  const offsetMs = zone.offsetAt(nowMs);
  const startMs = Math.floor((nowMs + offsetMs) / hourMs) * hourMs - offsetMs;
  return {
    startMs: zone.offsetAt(startMs) === offsetMs ? startMs : zone.changeBetween(startMs, nowMs),
    endMs:
      zone.offsetAt(startMs + hourMs - 1) === offsetMs
        ? startMs + hourMs
        : zone.changeBetween(nowMs, startMs + hourMs - 1),
  };
}

/** A day, week or month: from midnight to midnight, however long that takes. */
function dateAt(zone: Zone, kind: 'day' | 'week' | 'month', nowMs: number): Period {
  let start = firstDay(kind, nowMs + zone.offsetAt(nowMs));
  let startMs = zone.instantOf(start);
  for (;;) {
    const next = dayAfter(kind, start);
    const endMs = zone.instantOf(next);
    // A clock that is set back over midnight is in the new day's period already.
    if (nowMs < endMs) return { startMs, endMs };
    start = next;
    startMs = endMs;
  }
}

/** First midnight of the period, as wall-clock time written in UTC. */
function firstDay(kind: 'day' | 'week' | 'month', localMs: number): number {
  const midnight = Math.floor(localMs / dayMs) * dayMs;
  const date = new Date(midnight);
  if (kind === 'month') return midnight - (date.getUTCDate() - 1) * dayMs;
  // Days since Monday.
  return kind === 'week' ? midnight - ((date.getUTCDay() + 6) % 7) * dayMs : midnight;
}

/** First midnight after the period that begins with this one. */
function dayAfter(kind: 'day' | 'week' | 'month', localMs: number): number {
  if (kind === 'day') return localMs + dayMs;
  if (kind === 'week') return localMs + 7 * dayMs;
  const date = new Date(localMs);
  return date.setUTCMonth(date.getUTCMonth() + 1);
}

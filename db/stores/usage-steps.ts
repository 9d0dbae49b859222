import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '../client.ts';
import { hourMs, mergeRanges, type TimeRange } from './time-ranges.ts';
import { readSplitHours, type UsageParts, type UsageState, usageParts } from './usage-parts.ts';

/** In what steps of time: hours or days of a zone, steps of one length that begin on whole minutes, or all in one. */
export type UsageSteps =
  | { readonly bucket: 'hour' | 'day' | 'range'; readonly zone: string }
  | { readonly bucket: 'step'; readonly originMs: number; readonly stepMs: number };

/** What lies outside of it is empty, and a range of ten thousand years costs nothing. */
export function clampToExtent(range: TimeRange, { extent }: UsageState): TimeRange | null {
  if (extent === null) return null;
  const clamped = {
    fromMs: Math.max(range.fromMs, extent.fromMs),
    toMs: Math.min(range.toMs, extent.toMs),
  };
  return clamped.fromMs < clamped.toMs ? clamped : null;
}

/** Cuts a range so that no part of it reaches over the end of a step. */
export async function partsOf(
  tx: Transaction,
  state: UsageState,
  { range, steps }: { readonly range: TimeRange; readonly steps: UsageSteps },
): Promise<UsageParts> {
  if (steps.bucket === 'range') return usageParts(range, state);
  if (steps.bucket === 'step') return usageParts(range, state, hoursCutBy(steps, range));
  const split = await readSplitHours(tx, range, steps.zone);
  // Where days begin within an hour, so do the hours.
  return usageParts(range, state, steps.bucket === 'hour' && split.length > 0 ? [range] : split);
}

function hoursCutBy(
  { originMs, stepMs }: { readonly originMs: number; readonly stepMs: number },
  range: TimeRange,
): TimeRange[] {
  if (stepMs % hourMs !== 0) return [range];
  if (originMs % hourMs === 0) return [];
  const cut: TimeRange[] = [];
  const firstMs = originMs + Math.floor((range.fromMs - originMs) / stepMs) * stepMs;
  for (let ms = firstMs; ms < range.toMs; ms += stepMs) {
    const fromMs = Math.floor(ms / hourMs) * hourMs;
    cut.push({ fromMs, toMs: fromMs + hourMs });
  }
  return mergeRanges(cut);
}

/** The start of the step in which `bucket` lies. */
export function stepOf(steps: UsageSteps, range: TimeRange): SQL {
  if (steps.bucket === 'range') return at(range.fromMs);
  if (steps.bucket === 'step') {
    return sql`date_bin(make_interval(secs => ${steps.stepMs / 1000}::float8), bucket, ${at(steps.originMs)})`;
  }
  if (steps.bucket === 'day') return sql`date_trunc('day', bucket, ${steps.zone}::text)`;
  // Not date_trunc: where the clock is set back, it makes one hour of two.
  return sql`date_bin('1 hour', bucket, timestamp '2000-01-01' at time zone ${steps.zone}::text)`;
}

const at = (unixMs: number): SQL => sql`to_timestamp(${unixMs / 1000}::float8)`;

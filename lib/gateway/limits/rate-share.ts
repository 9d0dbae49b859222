/** What a limit is counted over: a sliding minute, or the present moment. */
export type LimitSpan = 'minute' | 'moment';

/** How much of a limit that all gateway processes share is this process's to give. */
export type RateShare = (limit: number, span: LimitSpan) => number;

/** This process among those that serve the same limits, in an order that all of them agree on. */
export interface PlaceAmongProcesses {
  /** From 0 to `count` - 1. */
  readonly index: number;
  readonly count: number;
}

/** The part of a limit for one of several processes: parts differ by one at most, and together are the limit. */
export function evenShare(limit: number, { index, count }: PlaceAmongProcesses): number {
  return Math.floor(limit / count) + (index < limit % count ? 1 : 0);
}

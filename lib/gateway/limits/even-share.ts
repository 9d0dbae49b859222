/** This process among those that serve the same limits, in an order that all of them agree on. */
export interface ShareOfProcesses {
  /** From 0 to `count` - 1. */
  readonly index: number;
  readonly count: number;
}

/** The part of a limit for one of several processes: parts differ by one at most, and together are the limit. */
export function evenShare(limit: number, { index, count }: ShareOfProcesses): number {
  return Math.floor(limit / count) + (index < limit % count ? 1 : 0);
}

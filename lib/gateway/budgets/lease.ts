import type { LeaseGrant } from './lease-source.ts';

/** A part of a budget that may be spent without asking. Amounts in nano-USD, times on the monotonic clock. */
export interface Lease {
  /** What it held when it was granted. */
  readonly nanoUsd: bigint;
  /** The rest of it is on its way back; null = none is. */
  readonly keptNanoUsd: bigint | null;
  /** With less than this to spare, more is asked for ahead of need. */
  readonly lowNanoUsd: bigint;
  readonly renewAtMs: number;
  readonly untilMs: number;
}

/** Nothing in hand. */
export const noLease: Lease = { nanoUsd: 0n, keptNanoUsd: null, lowNanoUsd: 0n, renewAtMs: 0, untilMs: 0 };

/** Two calls may fail before the lease has run out. */
const renewAfter = 1 / 3;

/** The lease that was granted when it was asked for at `askedMs`. */
export function leaseFrom({ leasedNanoUsd, validForMs }: LeaseGrant, askedMs: number): Lease {
  return {
    nanoUsd: leasedNanoUsd,
    keptNanoUsd: null,
    lowNanoUsd: 0n,
    renewAtMs: askedMs + validForMs * renewAfter,
    untilMs: askedMs + validForMs,
  };
}

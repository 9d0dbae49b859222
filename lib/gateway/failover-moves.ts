import type { FailoverRecord } from './request-record.ts';

/** Why and how fast a target was left. */
type Departure = Pick<FailoverRecord, 'trigger' | 'errorKind' | 'primaryMs'>;

/** The moves of one request. A move is complete once the next target has shown what it does. */
export interface Moves {
  readonly settled: readonly FailoverRecord[];
  /** A target (`provider/model`) was passed; which one is next is not known yet. */
  past(primary: string, departure: Departure): void;
  /** The next target answered or failed, `fallbackMs` after it was asked. Gives the moves that this completes. */
  settle(fallback: string, fallbackMs: number, outcome: FailoverRecord['outcome']): readonly FailoverRecord[];
}

/** No moves yet. */
export function createMoves(now: () => number): Moves {
  const settled: FailoverRecord[] = [];
  let pending: (Departure & { primary: string })[] = [];
  return {
    settled,
    past: (primary, departure) => void pending.push({ primary, ...departure }),
    settle(fallback, fallbackMs, outcome) {
      // A target that was skipped and then called after all, because no other was left, was not moved away from, and those
      // that were asked after it were not left for it.
      const own = pending.findIndex(({ primary }) => primary === fallback);
      const events = (own < 0 ? pending : pending.slice(0, own)).map((move) => ({
        ...move,
        atMs: now(),
        fallback,
        fallbackMs,
        latencyDeltaMs: move.primaryMs === null ? null : fallbackMs - move.primaryMs,
        outcome,
      }));
      pending = [];
      settled.push(...events);
      return events;
    },
  };
}

import { evenShare, type PlaceAmongProcesses, type RateShare } from '#lib/gateway/limits/rate-share.ts';

/** How the gateway processes of one database divide the limits of keys and teams among them. */
export interface RateShares {
  readonly share: RateShare;
  /** Learns who else is running. Never rejects: while the database is away, the division stays as it was. */
  poll(): Promise<void>;
}

/** What a process that is gone has used counts for as long as a sliding minute remembers. */
const minuteMs = 61_000;

/**
 * Every process that is alive gets the same part; the first ones get what does not divide. When one goes, its part of what is counted by
 * the minute becomes the others' a minute later: its own calls are still in that minute. Alone until it is polled: whoever starts a
 * process polls first.
 */
export function createRateShares(deps: {
  /** `gw_…`, of this process. */
  readonly instanceId: string;
  /** Ids of the processes whose heartbeat is fresh. */
  readAlive(): Promise<readonly string[]>;
  /** Milliseconds on a clock that only grows. */
  monotonic(): number;
}): RateShares {
  const { instanceId } = deps;
  let place: PlaceAmongProcesses = { index: 0, count: 1 };
  /** As it was when more were alive, and until when that holds. */
  let before = { place, untilMs: 0 };

  const isHeld = () => before.place.count > place.count && deps.monotonic() < before.untilMs;
  const moveTo = (next: PlaceAmongProcesses) => {
    if (next.count < place.count)
      before = { place: isHeld() ? before.place : place, untilMs: deps.monotonic() + minuteMs };
    place = next;
  };

  return {
    share: (limit, span) => evenShare(limit, span === 'minute' && isHeld() ? before.place : place),
    async poll() {
      const alive = await deps.readAlive().catch(() => null);
      if (alive === null) return;
      // Alive whatever its last heartbeat says.
      const ids = [...new Set([...alive, instanceId])].sort();
      moveTo({ index: ids.indexOf(instanceId), count: ids.length });
    },
  };
}

import { evenShare } from '#lib/gateway/limits/even-share.ts';
import type { RateShare } from '#lib/gateway/limits/rate-limiter.ts';

/** How the gateway processes of one database divide the limits of keys and teams among them. */
export interface RateShares {
  readonly share: RateShare;
  /** Learns who else is running. Never rejects: while the database is away, the division stays as it was. */
  poll(): Promise<void>;
}

/**
 * Every process that is alive gets the same part; the first ones get what does not divide. Alone until it is polled: whoever starts a
 * process polls first.
 */
export function createRateShares(deps: {
  /** `gw_…`, of this process. */
  readonly instanceId: string;
  /** Ids of the processes whose heartbeat is fresh. */
  readAlive(): Promise<readonly string[]>;
}): RateShares {
  const { instanceId } = deps;
  let place = { index: 0, count: 1 };
  return {
    share: (_, limit) => (place.count === 1 ? limit : evenShare(limit, place)),
    async poll() {
      const alive = await deps.readAlive().catch(() => null);
      if (alive === null) return;
      // Alive whatever its last heartbeat says.
      const ids = [...new Set([...alive, instanceId])].sort();
      place = { index: ids.indexOf(instanceId), count: ids.length };
    },
  };
}

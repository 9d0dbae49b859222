import type { CircuitOrderRow } from '#db/stores/circuit-overrides.ts';
import type { ReplayAgreement } from '#lib/gateway/recovery/replay-agreement.ts';
import type { CircuitOrders } from '#lib/gateway/resilience/circuit-orders.ts';

/** What orders are read from and given to. */
export interface OrderFollowerDeps {
  /** Every order that is kept. */
  read(): Promise<readonly CircuitOrderRow[]>;
  readonly breaker: CircuitOrders;
  readonly agreement: Pick<ReplayAgreement, 'reset'>;
  /** Unix milliseconds. */
  now(): number;
}

/** An operator's orders, carried out in this process. */
export interface OrderFollower {
  /**
   * Looks for new orders and for orders that were taken back. Never rejects: while the database is away, what was
   * ordered holds until it runs out.
   */
  poll(): Promise<void>;
}

/**
 * Follows the orders. A process that has just started carries out what is in force, and no reset: one was given to
 * circuits that it never had.
 */
export function createOrderFollower(deps: OrderFollowerDeps): OrderFollower {
  const { breaker, agreement } = deps;
  /** The number of the order that was last seen, by target. */
  const seen = new Map<string, number>();
  let isFirst = true;

  const carryOut = ({ target, action, reason, remainingMs }: CircuitOrderRow) => {
    switch (action) {
      case 'forced_open':
        // It may have run out before this process saw it.
        if (remainingMs !== null && remainingMs <= 0) breaker.release(target);
        else
          breaker.forceOpen(target, {
            until: remainingMs === null ? null : deps.now() + remainingMs,
            reason,
          });
        return;
      case 'reset':
        if (isFirst) return;
        breaker.reset(target);
        agreement.reset(target);
        return;
      default:
        return action satisfies never;
    }
  };

  return {
    async poll() {
      const rows = await deps.read().catch(() => null);
      if (rows === null) return;
      for (const row of rows) {
        if (seen.get(row.target) === row.sequence) continue;
        seen.set(row.target, row.sequence);
        carryOut(row);
      }
      const kept = new Set(rows.map(({ target }) => target));
      for (const target of seen.keys()) {
        if (kept.has(target)) continue;
        seen.delete(target);
        breaker.release(target);
      }
      isFirst = false;
    },
  };
}

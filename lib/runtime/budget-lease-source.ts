import { connectDatabase, type DatabaseTarget } from '#db/client.ts';
import { rootCause } from '#db/database-error.ts';
import { readRecalls, renewLeases } from '#db/stores/budget-leases.ts';
import type { LeaseSource } from '#lib/gateway/budgets/lease-source.ts';
import type { Clock } from '#lib/gateway/ports.ts';
import { within } from './within.ts';

/** Leases over the database. */
export interface BudgetLeaseSource extends LeaseSource {
  /** Closes its connections. Leases that were not given back expire. */
  close(): Promise<void>;
}

/** What the source works with. */
export interface BudgetLeaseSourceInput {
  readonly target: DatabaseTarget;
  /** `gw_…`, fresh at each start. */
  readonly instanceId: string;
  readonly clock: Pick<Clock, 'after' | 'monotonic'>;
}

/**
 * Connections of its own, so that no renewal waits behind records, and with little patience, so that a dead one is replaced well before
 * what is in hand has expired: two calls are answered or given up within a third of a lease.
 */
const connection = {
  maxConnections: 2,
  connectTimeoutMs: 2_000,
  statementTimeoutMs: 2_000,
  silenceTimeoutMs: 4_000,
} as const;
/** A call is given up after this. It may still be applied; then it changes nothing that a later one did. */
const patienceMs = 5_000;
/** How often a process that holds leases looks whether others need them. */
const lookMs = 250;

/** Asks the database for leases, and tells who holds them when others are short. */
export function openBudgetLeaseSource(input: BudgetLeaseSourceInput): BudgetLeaseSource {
  const { instanceId, clock } = input;
  const { db, close } = connectDatabase(input.target, connection);
  const listeners: ((budgetId: string) => void)[] = [];
  const patience = { clock, ms: patienceMs, message: 'The database does not answer.' };
  let number = 0;
  /** Until when something may be held; there is nothing to look for afterwards. */
  let holdsUntilMs = 0;
  let cancelLook: (() => void) | null = null;
  let isClosed = false;

  const look = async () => {
    // While the database is away nothing can be given back either.
    const budgetIds = await readRecalls(db, instanceId).catch(() => []);
    for (const budgetId of budgetIds) for (const listener of listeners) listener(budgetId);
    cancelLook = null;
    lookSoon();
  };
  const lookSoon = () => {
    if (isClosed || cancelLook !== null || clock.monotonic() >= holdsUntilMs) return;
    cancelLook = clock.after(lookMs, () => void look());
  };

  return {
    async renew(requests) {
      if (requests.length === 0) return [];
      number += 1;
      const askedMs = clock.monotonic();
      try {
        const grants = await within(renewLeases(db, { instanceId, number }, requests), patience);
        for (const { leasedNanoUsd, validForMs } of grants)
          if (leasedNanoUsd > 0n) holdsUntilMs = Math.max(holdsUntilMs, askedMs + validForMs);
        lookSoon();
        return grants;
      } catch (error) {
        throw rootCause(error);
      }
    },
    onShortage: (listener) => void listeners.push(listener),
    async close() {
      isClosed = true;
      cancelLook?.();
      await close();
    },
  };
}

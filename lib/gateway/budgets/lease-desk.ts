import type { Clock } from '../ports.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import { type LeaseRequest, type LeaseSource, maxLeaseRequests } from './lease-source.ts';

/** Asks for leases in the background: one call at a time, with everything in it that is due. */
export interface LeaseDesk {
  /** Something is held from now on: looks after it until nothing is. */
  wake(): void;
  /** Asks now for whatever is due, or as soon as the call under way is answered. */
  ask(): void;
  close(): Promise<void>;
}

/** What a desk works with. */
export interface LeaseDeskInput {
  readonly clock: Clock;
  readonly source: LeaseSource | undefined;
  readonly accounts: Accounts;
  /** Its request was answered, or could not be. */
  readonly answered: (account: Account) => void;
  readonly logError: (message: string, error: unknown) => void;
}

/** How often accounts are looked at while there are any. */
const tickMs = 100;

/** A desk that sleeps until it is woken. */
export function createLeaseDesk(input: LeaseDeskInput): LeaseDesk {
  const { clock, source, accounts, answered } = input;
  let cancelTick: (() => void) | null = null;
  let underWay: Promise<void> | null = null;
  let serial = 0;
  let failing = false;
  let closed = false;
  const nextSerial = () => {
    serial += 1;
    return serial;
  };

  source?.onShortage((budgetId) => {
    for (const account of accounts) if (account.budget.id === budgetId) account.recall();
    ask();
  });

  const tick = () => {
    cancelTick = null;
    ask();
    for (const account of accounts) if (account.isForgettable()) accounts.forget(account);
    wake();
  };

  function wake(): void {
    if (cancelTick !== null || closed) return;
    for (const _ of accounts) {
      cancelTick = clock.after(tickMs, tick);
      return;
    }
  }

  function ask(): void {
    wake();
    if (underWay !== null || closed) return;
    const due: Account[] = [];
    for (const account of accounts) {
      if (due.length >= maxLeaseRequests) break;
      if (account.isDue()) due.push(account);
    }
    if (due.length === 0) return;
    underWay = renew(due).then(() => {
      underWay = null;
      ask();
    });
  }

  async function renew(due: readonly Account[]): Promise<void> {
    const requests = due.map((account) => account.ask(nextSerial));
    try {
      const grants = await requestFrom(source, requests);
      failing = false;
      for (const [index, account] of due.entries()) {
        const grant = grants[index];
        if (grant === undefined) account.failed();
        else account.granted(grant);
      }
    } catch (error) {
      if (!failing)
        input.logError(
          'Budgets cannot be asked for: what is in hand is spent, then calls are refused.',
          error,
        );
      failing = true;
      for (const account of due) account.failed();
    }
    for (const account of due) answered(account);
  }

  return {
    wake,
    ask,
    async close() {
      closed = true;
      cancelTick?.();
      await underWay;
      for (const account of accounts) account.retire();
      const all = [...accounts].filter((account) => !account.isEmpty());
      for (let from = 0; from < all.length; from += maxLeaseRequests)
        await renew(all.slice(from, from + maxLeaseRequests));
    },
  };
}

function requestFrom(source: LeaseSource | undefined, requests: readonly LeaseRequest[]) {
  if (source === undefined) throw new Error('There is nobody to ask for leases.');
  return source.renew(requests);
}

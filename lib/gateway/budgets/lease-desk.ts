import type { Clock } from '../ports.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import { type LeaseGrant, type LeaseSource, maxLeaseRequests } from './lease-source.ts';

/** What a desk works with. */
export interface LeaseDeskInput {
  readonly clock: Clock;
  readonly source: LeaseSource | undefined;
  readonly accounts: Accounts;
  /** The request of an account was answered, or could not be. */
  readonly answered: (account: Account) => void;
  readonly logError: (message: string, error: unknown) => void;
}

/** How often accounts are looked at while there are any. */
const tickMs = 100;

/** Asks for leases in the background: one call at a time, with everything in it that is due. Sleeps while there is no account. */
export class LeaseDesk {
  readonly #input: LeaseDeskInput;
  #cancelTick: (() => void) | null = null;
  #underWay: Promise<void> | null = null;
  #serial = 0;
  #failing = false;
  #closed = false;

  constructor(input: LeaseDeskInput) {
    this.#input = input;
    input.source?.onShortage((budgetId) => {
      for (const account of input.accounts) if (account.budget.id === budgetId) account.recall();
      this.ask();
    });
  }

  /** Looks after what is held until nothing is. */
  wake(): void {
    if (this.#cancelTick !== null || this.#closed || this.#input.accounts.size === 0) return;
    this.#cancelTick = this.#input.clock.after(tickMs, () => this.#tick());
  }

  /** Asks now for whatever is due, or as soon as the call under way is answered. */
  ask(): void {
    this.wake();
    if (this.#underWay !== null || this.#closed) return;
    const due: Account[] = [];
    for (const account of this.#input.accounts) {
      if (due.length >= maxLeaseRequests) break;
      if (account.isDue()) due.push(account);
    }
    if (due.length === 0) return;
    this.#underWay = this.#renew(due).then(() => {
      this.#underWay = null;
      this.ask();
    });
  }

  /** Writes down what was spent and gives the rest back. Never rejects. */
  async close(): Promise<void> {
    const { accounts } = this.#input;
    this.#closed = true;
    this.#cancelTick?.();
    await this.#underWay;
    for (const account of accounts) account.retire();
    const all = [...accounts].filter((account) => !account.isEmpty());
    for (let from = 0; from < all.length; from += maxLeaseRequests)
      await this.#renew(all.slice(from, from + maxLeaseRequests));
  }

  #tick(): void {
    const { accounts } = this.#input;
    this.#cancelTick = null;
    this.ask();
    for (const account of accounts) if (account.isForgettable()) accounts.forget(account);
    this.wake();
  }

  async #renew(due: readonly Account[]): Promise<void> {
    const grants = await this.#requestFor(due);
    for (const [index, account] of due.entries()) {
      const grant = grants[index];
      if (grant === undefined) account.failed();
      else account.granted(grant);
      this.#input.answered(account);
    }
  }

  /** Empty when the source cannot be asked. */
  async #requestFor(due: readonly Account[]): Promise<readonly LeaseGrant[]> {
    const { source, logError } = this.#input;
    const requests = due.map((account) => account.ask(() => this.#nextSerial()));
    try {
      if (source === undefined) throw new Error('There is nobody to ask for leases.');
      const grants = await source.renew(requests);
      this.#failing = false;
      return grants;
    } catch (error) {
      if (!this.#failing)
        logError('Budgets cannot be asked for: what is in hand is spent, then calls are refused.', error);
      this.#failing = true;
      return [];
    }
  }

  #nextSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }
}

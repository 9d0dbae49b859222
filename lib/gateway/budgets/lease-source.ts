import type { Budget } from './budget.ts';

/** What a wallet tells of one budget in one of its periods, and what it asks for. Amounts in nano-USD. */
export interface LeaseRequest {
  /** As configured now: a changed limit takes effect with the next request. */
  readonly budget: Budget;
  /** When the period began, Unix milliseconds; 0 for `total`. With the budget's id it names the account. */
  readonly periodStartMs: number;
  /**
   * Grows with every request of a wallet. A request whose outcome is unknown, because the call rejected, is asked again under the same
   * serial with the same `spentNanoUsd`: what was booked under a serial is not booked again. Everything else may have changed.
   */
  readonly serial: number;
  /**
   * Settled since the last request that was answered: to be added to what is spent and taken off this wallet's lease. May be more than the
   * lease holds (an answer dearer than its estimate, a lease that expired during a long call): it is booked all the same.
   */
  readonly spentNanoUsd: bigint;
  /** What the lease must hold for what is under way: open reservations, and what is settled but not in this request. */
  readonly neededNanoUsd: bigint;
  /**
   * On top of it, for the next one in line; 0 = nobody waits. All of it or nothing: a part would help nobody here and be missed elsewhere.
   * When it cannot be granted, the other wallets that hold a lease of this account are to be told ({@link LeaseSource.onShortage}).
   */
  readonly nextNanoUsd: bigint;
  /**
   * Whether the lease may hold more than that, ahead of need. False = everything above it goes back: the wallet has used none of it for a
   * while, others are short, the period is over, or the budget is soft, whose spending is only counted.
   */
  readonly ahead: boolean;
}

/** What is in force once a request has been applied. Amounts in nano-USD. */
export interface LeaseGrant {
  /**
   * What this wallet's lease holds now. With `free` = limit − spent − leases of other wallets that have not expired (not below 0), `held` =
   * what this lease held before, less what was booked now (0 when it had expired or there was none), and `base` = needed + next, but only
   * needed when needed + next > free:
   * - `ahead` false: min(base, free)
   * - `ahead` true: min(free, max(held, base + a tenth of what of `free` is above `base`)), without the tenth when next was not granted
   * So it never shrinks unless asked to, or the limit was lowered.
   */
  readonly leasedNanoUsd: bigint;
  /** Everything booked in this period, by all wallets. */
  readonly spentNanoUsd: bigint;
  /** How long the lease lasts, in milliseconds from when `renew` was called. Every request about an account prolongs its lease. */
  readonly validForMs: number;
}

/**
 * Where wallets get the parts of budgets that they may spend without asking. At all times: spent + leases in force <= limit, unless what
 * was booked exceeded its lease or the limit was lowered.
 */
export interface LeaseSource {
  /**
   * Applies the requests, each on its own, and answers in their order. A wallet has one call under way at a time, at most
   * {@link maxLeaseRequests} requests in it and no account twice. Must settle within some seconds.
   * @throws when the source cannot be asked now; each request may then have been applied or not.
   */
  renew(requests: readonly LeaseRequest[]): Promise<readonly LeaseGrant[]>;
  /**
   * Has `listener` called, within half a second, when another wallet could not be granted what somebody waits for, so that this one gives
   * back what it holds ahead of need. It may be called for budgets that this wallet holds no lease of: those are ignored.
   */
  onShortage(listener: (budgetId: string) => void): void;
}

/** Requests in one call of {@link LeaseSource.renew}. */
export const maxLeaseRequests = 200;

import type { Clock } from '../ports.ts';
import type { Account, Lack } from './account.ts';
import type { Budget } from './budget.ts';
import type { LeaseSource } from './lease-source.ts';

/** Why a reservation is not to be had. */
export interface Shortage {
  readonly budget: Budget;
  readonly kind: Lack;
  /** When the period ends, Unix milliseconds; Infinity = it never renews. */
  readonly renewsAtMs: number;
  /** Not spent of the limit, as far as is known. Nano-USD; below zero when more was spent than the limit. */
  readonly remainingNanoUsd: bigint;
}

/** Money that is put aside for one call. Must be settled, once or more often; only the first time counts. */
export interface Reservation {
  readonly nanoUsd: bigint;
  /** The call has cost this. What it did not need is free again. */
  settle(actualNanoUsd: bigint): void;
}

/** What one call must be covered by. */
export interface Charge {
  readonly budgets: readonly Budget[];
  readonly nanoUsd: bigint;
}

/** How long a charge waits for money. */
export interface Patience {
  readonly ms: number;
  readonly signal: AbortSignal;
}

/** What this process may spend of each budget. */
export interface Wallet {
  /** Takes the money from all budgets, or from none. Synchronous: nobody is asked. */
  reserve(charge: Charge): Reservation | Shortage;
  /** The same once a bigger lease or a call that ends makes it possible; a shortage when time is up or waiting is in vain. */
  reserveSoon(charge: Charge, patience: Patience): Promise<Reservation | Shortage>;
  /** Writes down what was spent and gives the rest back. Never rejects. */
  close(): Promise<void>;
  /** Accounts that are held, for tests and figures. */
  readonly size: number;
}

/** What a wallet works with. */
export interface WalletInput {
  readonly clock: Clock;
  /** Absent = no hard budget can be spent from. */
  readonly source: LeaseSource | undefined;
  /** Of the IANA database. */
  readonly timeZone: () => string;
  /** A soft budget has reached its limit, at most once in a period. */
  readonly crossed: (budget: Budget, spentNanoUsd: bigint) => void;
  readonly logError: (message: string, error: unknown) => void;
}

/** What an account says that cannot cover a charge. */
export function shortageAt(account: Account, { nanoUsd }: Charge): Shortage {
  return {
    budget: account.budget,
    kind: account.lack(nanoUsd) ?? 'lease',
    renewsAtMs: account.period.endMs,
    remainingNanoUsd: account.remaining(),
  };
}

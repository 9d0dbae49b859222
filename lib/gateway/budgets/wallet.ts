import type { Clock } from '../ports.ts';
import { Account, type Lack } from './account.ts';
import type { Budget } from './budget.ts';
import { createLeaseDesk } from './lease-desk.ts';
import type { LeaseSource } from './lease-source.ts';
import { createPeriodCalendar } from './period.ts';

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

/** A charge that waits. */
interface Waiter extends Charge {
  at: Account;
  readonly end: (result: Reservation | Shortage) => void;
}

/** The wallet of one process. Holds nothing yet. */
export function createWallet(input: WalletInput): Wallet {
  const { clock } = input;
  /** By id of the budget. */
  const current = new Map<string, Account>();
  /** Of periods that are over, until everything is settled. */
  const past = new Set<Account>();
  const waiters = new Set<Waiter>();
  let calendar = createPeriodCalendar(input.timeZone());

  const desk = createLeaseDesk({ ...input, accounts, forget, answered });

  function* accounts() {
    yield* current.values();
    yield* past;
  }

  function forget(account: Account): void {
    past.delete(account);
    if (current.get(account.budget.id) === account) current.delete(account.budget.id);
  }

  function find(budget: Budget): Account {
    if (calendar.timeZone !== input.timeZone()) calendar = createPeriodCalendar(input.timeZone());
    const period = calendar.periodAt(budget.period, clock.now());
    const known = current.get(budget.id);
    if (known?.period.startMs === period.startMs) {
      if (known.budget !== budget) known.budget = budget;
      return known;
    }
    if (known !== undefined) past.add(known);
    let account: Account | undefined;
    for (const old of past)
      if (old.budget.id === budget.id && old.period.startMs === period.startMs) account = old;
    account ??= new Account(budget, period, clock);
    past.delete(account);
    current.set(budget.id, account);
    return account;
  }

  function tryReserve({ budgets, nanoUsd }: Charge): WalletReservation | Account {
    const from = budgets.map(find);
    for (const account of from)
      if (account.lack(nanoUsd) !== null) {
        account.touch();
        return account;
      }
    for (const account of from) account.reserve(nanoUsd);
    return new WalletReservation(from, nanoUsd, settled);
  }

  function settled(from: readonly Account[]): void {
    for (const account of from) {
      tell(account);
      if (account.waiting.size > 0) retry(account);
    }
  }

  function tell(account: Account): void {
    if (!account.budget.hard && account.crosses())
      input.crossed(account.budget, account.budget.limitNanoUsd - account.remaining());
  }

  /** Whoever waits at this account gets what is there now, in the order in which they came. */
  function retry(account: Account): void {
    for (const waiter of [...waiters])
      if (waiter.at === account) {
        const result = tryReserve(waiter);
        if (result instanceof WalletReservation) waiter.end(result);
        else if (result.lack(waiter.nanoUsd) !== 'lease') waiter.end(shortageAt(result, waiter));
        else if (result !== account) waitAt(waiter, result);
      }
  }

  function waitAt(waiter: Waiter, account: Account): void {
    waiter.at.waiting.delete(waiter);
    waiter.at = account;
    account.waiting.add(waiter);
  }

  function answered(account: Account): void {
    tell(account);
    const [first] = account.waiting;
    if (first === undefined) return;
    retry(account);
    if (account.waiting.has(first)) account.pause();
  }

  return {
    get size() {
      return current.size + past.size;
    },
    reserve(charge) {
      if (charge.nanoUsd === 0n) return nothing;
      const result = tryReserve(charge);
      desk.wake();
      if (result instanceof WalletReservation) {
        if (result.from.some((account) => account.runsLow())) desk.ask();
        return result;
      }
      return shortageAt(result, charge);
    },
    reserveSoon: (charge, { ms, signal }) =>
      new Promise((resolve) => {
        const result = tryReserve(charge);
        if (result instanceof WalletReservation) return resolve(result);
        const giveUp = () => waiter.end(shortageAt(waiter.at, charge));
        const cancel = clock.after(ms, giveUp);
        signal.addEventListener('abort', giveUp, { once: true });
        const waiter: Waiter = {
          ...charge,
          at: result,
          end(outcome) {
            cancel();
            signal.removeEventListener('abort', giveUp);
            waiters.delete(waiter);
            waiter.at.waiting.delete(waiter);
            resolve(outcome);
          },
        };
        waiters.add(waiter);
        result.waiting.add(waiter);
        if (signal.aborted || result.lack(charge.nanoUsd) !== 'lease') return giveUp();
        desk.ask();
      }),
    close: () => desk.close(),
  };
}

/** For what costs nothing. */
const nothing: Reservation = { nanoUsd: 0n, settle: () => {} };

/** A class, so that a call costs one object and no closures. */
class WalletReservation implements Reservation {
  readonly from: readonly Account[];
  readonly nanoUsd: bigint;
  readonly #settled: (from: readonly Account[]) => void;
  #open = true;

  constructor(from: readonly Account[], nanoUsd: bigint, settled: (from: readonly Account[]) => void) {
    this.from = from;
    this.nanoUsd = nanoUsd;
    this.#settled = settled;
  }

  settle(actualNanoUsd: bigint): void {
    if (!this.#open) return;
    this.#open = false;
    for (const account of this.from) account.settle(this.nanoUsd, actualNanoUsd);
    this.#settled(this.from);
  }
}

function shortageAt(account: Account, { nanoUsd }: Charge): Shortage {
  return {
    budget: account.budget,
    kind: account.lack(nanoUsd) ?? 'lease',
    renewsAtMs: account.period.endMs,
    remainingNanoUsd: account.remaining(),
  };
}

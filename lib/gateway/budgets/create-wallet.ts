import type { Account } from './account.ts';
import { Accounts } from './accounts.ts';
import { LeaseDesk } from './lease-desk.ts';
import {
  type Charge,
  type Patience,
  type Reservation,
  type Shortage,
  shortageAt,
  type Wallet,
  type WalletInput,
} from './wallet.ts';

/** The wallet of one process. Holds nothing yet. */
export function createWallet(input: WalletInput): Wallet {
  return new ProcessWallet(input);
}

/** For what costs nothing. */
const nothing: Reservation = { nanoUsd: 0n, settle: () => {} };

class ProcessWallet implements Wallet {
  readonly #input: WalletInput;
  readonly #accounts: Accounts;
  readonly #desk: LeaseDesk;

  constructor(input: WalletInput) {
    this.#input = input;
    this.#accounts = new Accounts(input.clock, input.timeZone);
    const answered = (account: Account) => this.#answered(account);
    this.#desk = new LeaseDesk({ ...input, accounts: this.#accounts, answered });
  }

  get size(): number {
    return this.#accounts.size;
  }

  reserve(charge: Charge): Reservation | Shortage {
    if (charge.nanoUsd === 0n) return nothing;
    const result = this.#take(charge);
    this.#desk.wake();
    if (!(result instanceof OpenReservation)) return shortageAt(result, charge);
    if (result.from.some((account) => account.runsLow())) this.#desk.ask();
    return result;
  }

  reserveSoon(charge: Charge, { ms, signal }: Patience): Promise<Reservation | Shortage> {
    const result = this.#take(charge);
    if (result instanceof OpenReservation) return Promise.resolve(result);
    if (signal.aborted || result.lack(charge.nanoUsd) !== 'lease')
      return Promise.resolve(shortageAt(result, charge));
    return new Promise((resolve) => {
      const end = (outcome: Reservation | Shortage) => {
        cancel();
        signal.removeEventListener('abort', giveUp);
        waiter.leave();
        resolve(outcome);
      };
      const giveUp = () => end(shortageAt(waiter.at, charge));
      const cancel = this.#input.clock.after(ms, giveUp);
      signal.addEventListener('abort', giveUp, { once: true });
      const waiter = new Waiter(result, charge.nanoUsd, () => {
        const now = this.#take(charge);
        if (now instanceof OpenReservation) end(now);
        else if (now.lack(charge.nanoUsd) !== 'lease') end(shortageAt(now, charge));
        else waiter.moveTo(now);
      });
      this.#desk.ask();
    });
  }

  close(): Promise<void> {
    return this.#desk.close();
  }

  /** From all accounts, else from none: then the first that cannot cover it. */
  #take({ budgets, nanoUsd }: Charge): OpenReservation | Account {
    const from = budgets.map((budget) => this.#accounts.find(budget));
    for (const account of from)
      if (account.lack(nanoUsd) !== null) {
        account.touch();
        return account;
      }
    for (const account of from) account.reserve(nanoUsd);
    return new OpenReservation(from, nanoUsd, this.#settled);
  }

  readonly #settled = (from: readonly Account[]): void => {
    for (const account of from) {
      this.#tell(account);
      if (account.waiting.size > 0) retryAll(account);
    }
  };

  #answered(account: Account): void {
    this.#tell(account);
    const [first] = account.waiting;
    if (first === undefined) return;
    retryAll(account);
    if (account.waiting.has(first)) account.pause();
  }

  #tell(account: Account): void {
    const { budget } = account;
    if (!budget.hard && account.crosses())
      this.#input.crossed(budget, budget.limitNanoUsd - account.remaining());
  }
}

/** Whoever waits at this account gets what is there now, in the order in which they came; what is too much for it is not tried again. */
function retryAll(account: Account): void {
  let tooMuch: bigint | null = null;
  for (const waiter of [...account.waiting]) {
    if (tooMuch !== null && waiter.nanoUsd >= tooMuch) continue;
    waiter.retry();
    if (account.waiting.has(waiter)) tooMuch = waiter.nanoUsd;
  }
}

/** A charge that waits at the account that cannot cover it. */
class Waiter {
  at: Account;
  readonly nanoUsd: bigint;
  readonly retry: () => void;

  constructor(at: Account, nanoUsd: bigint, retry: () => void) {
    this.at = at;
    this.nanoUsd = nanoUsd;
    this.retry = retry;
    at.waiting.add(this);
  }

  /** To the end of the line there, unless it waits there already. */
  moveTo(account: Account): void {
    if (account === this.at) return;
    this.leave();
    this.at = account;
    account.waiting.add(this);
  }

  leave(): void {
    this.at.waiting.delete(this);
  }
}

/** A class, so that a call costs one object and no closures. */
class OpenReservation implements Reservation {
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

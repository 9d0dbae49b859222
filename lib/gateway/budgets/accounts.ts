import type { Clock } from '../ports.ts';
import { Account } from './account.ts';
import type { Budget } from './budget.ts';
import { createPeriodCalendar } from './period.ts';

/** The accounts that this process has something to do with. */
export class Accounts {
  readonly #clock: Clock;
  readonly #timeZone: () => string;
  #calendar: ReturnType<typeof createPeriodCalendar>;
  /** Of the periods that last now, by id of the budget. */
  readonly #current = new Map<string, Account>();
  /** Of periods that are over, until everything is settled. */
  readonly #past = new Set<Account>();

  constructor(clock: Clock, timeZone: () => string) {
    this.#clock = clock;
    this.#timeZone = timeZone;
    this.#calendar = createPeriodCalendar(timeZone());
  }

  get size(): number {
    return this.#current.size + this.#past.size;
  }

  *[Symbol.iterator](): Iterator<Account> {
    yield* this.#current.values();
    yield* this.#past;
  }

  /** The account of the period that it is now. */
  find(budget: Budget): Account {
    const timeZone = this.#timeZone();
    if (this.#calendar.timeZone !== timeZone) this.#calendar = createPeriodCalendar(timeZone);
    const period = this.#calendar.periodAt(budget.period, this.#clock.now());
    const known = this.#current.get(budget.id);
    if (known?.period.startMs !== period.startMs) {
      if (known !== undefined) this.#past.add(known);
      const account = this.#takeBack(budget, period.startMs) ?? new Account(budget, period, this.#clock);
      this.#current.set(budget.id, account);
      return account;
    }
    if (known.budget !== budget) known.budget = budget;
    return known;
  }

  forget(account: Account): void {
    this.#past.delete(account);
    if (this.#current.get(account.budget.id) === account) this.#current.delete(account.budget.id);
  }

  /** A clock that was set back finds the account that it has left. */
  #takeBack({ id }: Budget, startMs: number): Account | undefined {
    for (const account of this.#past)
      if (account.budget.id === id && account.period.startMs === startMs) {
        this.#past.delete(account);
        return account;
      }
    return undefined;
  }
}

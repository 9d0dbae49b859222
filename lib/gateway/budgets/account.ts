import type { Clock } from '../ports.ts';
import { Asking } from './asking.ts';
import type { Budget } from './budget.ts';
import { type Lease, leaseFrom, noLease } from './lease.ts';
import type { LeaseGrant, LeaseRequest } from './lease-source.ts';
import type { Period } from './period.ts';

/** Why an account cannot cover a reservation. */
export type Lack =
  /** What is left of the budget is less than what is asked for. */
  | 'spent'
  /** There is money left, but not in this process's hands: a bigger lease or a call that ends may help. */
  | 'lease'
  /** There may be money left, but nobody can be asked for it. */
  | 'unavailable';

/** A charge that waits for money. */
export interface Waiting {
  readonly nanoUsd: bigint;
  /** There may be some now. */
  retry(): void;
}

/** Spending is written down this long after it was settled, at the latest. */
const flushMs = 1_000;
/** A lease of which nothing was used for so long goes back. */
const idleMs = 10_000;
/** What this process holds of one budget in one of its periods. Amounts in nano-USD. A class: it is asked on every request. */
export class Account {
  /** As configured last. */
  budget: Budget;
  readonly period: Period;
  /** Charges that wait for money here, oldest first. */
  readonly waiting = new Set<Waiting>();
  readonly #clock: Clock;
  readonly #asking: Asking;
  #lease: Lease = noLease;
  /** Open reservations, as estimated. */
  #reserved = 0n;
  /** Settled and in no request yet. */
  #unbooked = 0n;
  #unbookedSinceMs = 0;
  /** Settled and in the request that is under way, or whose outcome is unknown; then `#serial` is that request's. */
  #booking = 0n;
  #serial = 0;
  /** Booked by all processes, as last heard. */
  #spent = 0n;
  #usedMs: number;
  /** Others are short of what is held ahead of need. */
  #recalled = false;
  #retired = false;
  #crossed = false;

  constructor(budget: Budget, period: Period, clock: Clock) {
    this.budget = budget;
    this.period = period;
    this.#clock = clock;
    this.#asking = new Asking(clock);
    this.#usedMs = clock.monotonic();
  }

  /** Why `nanoUsd` cannot be reserved now; null = it can. */
  lack(nanoUsd: bigint): Lack | null {
    if (!this.budget.hard || this.#free() >= nanoUsd) return null;
    if (this.remaining() < nanoUsd) return 'spent';
    return this.#asking.isHopeless() ? 'unavailable' : 'lease';
  }

  /** What is not spent of the limit, as far as is known. Reservations and leases are not taken off. */
  remaining(): bigint {
    return this.budget.limitNanoUsd - this.#spent - this.#booking - this.#unbooked;
  }

  reserve(nanoUsd: bigint): void {
    this.#reserved += nanoUsd;
    this.touch();
  }

  /** Ends a reservation of `nanoUsd`, of which `actual` was spent. */
  settle(nanoUsd: bigint, actual: bigint): void {
    this.#reserved -= nanoUsd;
    this.touch();
    if (actual === 0n) return;
    if (this.#unbooked === 0n) this.#unbookedSinceMs = this.#usedMs;
    this.#unbooked += actual;
  }

  /** Whether the limit was reached since this was asked last. */
  crosses(): boolean {
    const reached = this.remaining() <= 0n;
    const crosses = reached && !this.#crossed;
    this.#crossed = reached;
    return crosses;
  }

  /** Others are short: what is not needed now goes back. */
  recall(): void {
    if (this.#lease.nanoUsd > 0n) this.#recalled = true;
  }

  /** The process ends: nothing is taken ahead of need any more. */
  retire(): void {
    this.#retired = true;
  }

  /** Somebody was interested in what is left. */
  touch(): void {
    this.#usedMs = this.#clock.monotonic();
  }

  /** Whether the source is to be asked now. */
  isDue(): boolean {
    const now = this.#clock.monotonic();
    if (!this.#asking.mayAsk()) return false;
    if (this.waiting.size > 0 || this.#asking.failing || this.runsLow()) return true;
    if (this.#unbooked > 0n && now - this.#unbookedSinceMs >= flushMs) return true;
    if (this.#lease.nanoUsd === 0n) return false;
    return now >= this.#lease.renewAtMs || (this.#lease.nanoUsd > this.#needed() && !this.#keepsAhead());
  }

  /** Whether more is wanted ahead of need: half of what the last lease had to spare is used. */
  runsLow(): boolean {
    return !this.#asking.underWay && this.#free() < this.#lease.lowNanoUsd && this.#keepsAhead();
  }

  /** Nothing is held, under way or unwritten. What is known of it would have to be asked for again. */
  isEmpty(): boolean {
    const owes = this.#reserved + this.#unbooked + this.#booking;
    return owes === 0n && this.#lease.nanoUsd === 0n && !this.#asking.underWay && this.waiting.size === 0;
  }

  /** It is empty, and nobody was interested in it for a while. */
  isForgettable(): boolean {
    return this.isEmpty() && !this.#asking.failing && !this.#isUsed();
  }

  /** What to ask the source for. `nextSerial` gives one that no request had before. */
  ask(nextSerial: () => number): LeaseRequest {
    this.#asking.begin();
    if (this.#booking === 0n) {
      this.#booking = this.#unbooked;
      this.#unbooked = 0n;
      this.#serial = nextSerial();
    }
    const ahead = this.#keepsAhead();
    // From here on nothing is spent of what is about to go back.
    if (!ahead) this.#lease = { ...this.#lease, keptNanoUsd: this.#needed() };
    const [first] = this.waiting;
    return {
      budget: this.budget,
      periodStartMs: this.period.startMs,
      serial: this.#serial,
      spentNanoUsd: this.#booking,
      neededNanoUsd: this.#needed(),
      nextNanoUsd: first?.nanoUsd ?? 0n,
      ahead,
    };
  }

  /** The source has applied what was asked for. */
  granted(grant: LeaseGrant): void {
    if (this.#lease.keptNanoUsd !== null) this.#recalled = false;
    this.#booking = 0n;
    this.#spent = grant.spentNanoUsd;
    this.#lease = leaseFrom(grant, this.#asking.answered());
    this.#lease = { ...this.#lease, lowNanoUsd: this.#free() / 2n };
  }

  /** Whether the request was applied is not known. */
  failed(): void {
    this.#asking.failed();
  }

  /** The last answer helped nobody who waits: it is not asked again at once. */
  pause(): void {
    this.#asking.pause();
  }

  /** What the lease must hold for what is under way: a soft budget needs none. */
  #needed(): bigint {
    return this.budget.hard ? this.#reserved + this.#unbooked : 0n;
  }

  #keepsAhead(): boolean {
    const goesOn = !this.#recalled && !this.#retired && this.#clock.now() < this.period.endMs;
    return this.budget.hard && goesOn && this.#isUsed();
  }

  #isUsed(): boolean {
    return this.#clock.monotonic() - this.#usedMs < idleMs;
  }

  #free(): bigint {
    const { nanoUsd, keptNanoUsd, untilMs } = this.#lease;
    if (this.#clock.monotonic() >= untilMs) return 0n;
    const held = nanoUsd - this.#booking;
    const usable = keptNanoUsd !== null && keptNanoUsd < held ? keptNanoUsd : held;
    const free = usable - this.#unbooked - this.#reserved;
    return free > 0n ? free : 0n;
  }
}

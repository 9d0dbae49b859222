import type { Clock } from '../ports.ts';

/** How long to wait when the last answer brought nothing to those who wait. */
const pauseMs = 100;
/** How long to wait after a failure, doubled with each in a row. */
const backoffMs = 250;
const maxBackoffMs = 2_000;
/** A source that takes longer than this is as good as away. */
const patienceMs = 1_000;

/** How it stands with the questions of one account to the source. */
export class Asking {
  readonly #clock: Clock;
  /** When the question that is under way was asked; null = none is. */
  #askedMs: number | null = null;
  #notBeforeMs = 0;
  #failures = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get underWay(): boolean {
    return this.#askedMs !== null;
  }

  get failing(): boolean {
    return this.#failures > 0;
  }

  /** Whether it is time for another question. */
  mayAsk(): boolean {
    return !this.underWay && this.#clock.monotonic() >= this.#notBeforeMs;
  }

  /** Two failures in a row, or no answer in time: nobody should wait for one. */
  isHopeless(): boolean {
    if (this.#failures > 1) return true;
    return this.#askedMs !== null && this.#clock.monotonic() - this.#askedMs >= patienceMs;
  }

  begin(): void {
    this.#askedMs = this.#clock.monotonic();
  }

  /** Gives when it was asked. */
  answered(): number {
    const askedMs = this.#askedMs ?? this.#clock.monotonic();
    this.#askedMs = null;
    this.#failures = 0;
    return askedMs;
  }

  failed(): void {
    this.#askedMs = null;
    this.#wait(Math.min(maxBackoffMs, backoffMs * 2 ** this.#failures));
    this.#failures += 1;
  }

  /** The last answer helped nobody who waits. */
  pause(): void {
    this.#wait(pauseMs);
  }

  #wait(ms: number): void {
    this.#notBeforeMs = Math.max(this.#notBeforeMs, this.#clock.monotonic() + ms);
  }
}

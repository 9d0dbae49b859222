import type { Clock } from '../ports.ts';
import type { LimitedUse } from './limited-use.ts';

/** What a request holds of one owner's limits. */
export interface Held {
  readonly use: LimitedUse;
  /** The estimate that was counted; null = tokens of this owner are not counted. */
  readonly tokens: number | null;
}

/** What a request holds of its key's and its team's limits until its end. */
export class RateHold {
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #held: readonly Held[];
  #ended = false;

  constructor(clock: Clock, startedMs: number, held: readonly Held[]) {
    this.#clock = clock;
    this.#startedMs = startedMs;
    this.#held = held;
  }

  /** The request is over and has used so many tokens. Only the first time counts. */
  end(usedTokens: number): void {
    if (this.#ended) return;
    this.#ended = true;
    const nowMs = this.#clock.monotonic();
    for (const { use, tokens } of this.#held) {
      use.inFlight -= 1;
      use.lastUsedMs = nowMs;
      if (tokens === null) continue;
      // What was not used was never there; what was used beyond the estimate counts from now on, however long ago the request began.
      if (usedTokens < tokens) use.tokens?.correct(usedTokens - tokens, this.#startedMs, nowMs);
      else if (usedTokens > tokens) use.tokens?.add(usedTokens - tokens, nowMs);
    }
  }
}

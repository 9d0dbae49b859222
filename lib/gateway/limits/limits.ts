import type { Budget } from '../budgets/budget.ts';

/** How much at once, and how much a minute. Null = as much as one likes. */
export interface RateLimits {
  /** Requests a minute. */
  readonly rpm: number | null;
  /** Tokens a minute, prompt and answer. */
  readonly tpm: number | null;
  /** Requests in flight at once. */
  readonly maxParallelRequests: number | null;
}

/** What a key or a team may use. */
export interface Limits extends RateLimits {
  readonly budgets: readonly Budget[];
  /** Of a key, by what its callers send as `model`, beside the limits on everything; absent = none. */
  readonly models?: ReadonlyMap<string, RateLimits>;
}

/** Nothing is limited. */
export const unlimited: Limits = { budgets: [], rpm: null, tpm: null, maxParallelRequests: null };

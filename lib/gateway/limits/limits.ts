import type { Budget } from '../budgets/budget.ts';

/** What a key or a team may use. Null = as much as it likes. */
export interface Limits {
  readonly budgets: readonly Budget[];
  /** Requests a minute. */
  readonly rpm: number | null;
  /** Tokens a minute, prompt and answer. */
  readonly tpm: number | null;
  /** Requests in flight at once. */
  readonly maxParallelRequests: number | null;
}

/** Nothing is limited. */
export const unlimited: Limits = { budgets: [], rpm: null, tpm: null, maxParallelRequests: null };

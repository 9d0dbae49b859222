/** Calendar periods in the organisation's time zone (weeks begin on Monday); `total` never renews. */
export const budgetPeriods = ['hour', 'day', 'week', 'month', 'total'] as const;

/** One of {@link budgetPeriods}. */
export type BudgetPeriod = (typeof budgetPeriods)[number];

/** Whose spending a budget counts. */
export type BudgetScope = 'key' | 'team' | 'provider' | 'organisation';

/** How much may be spent in each period, and what happens at the end of it. */
export interface Budget {
  /** The same however often limit and mode are changed: `key:vk_…:month`, `key:vk_…:chat:day`, `organisation::month`. */
  readonly id: string;
  readonly scope: BudgetScope;
  /** The name of the key, team or provider, for sentences; empty for the organisation. */
  readonly owner: string;
  readonly limitNanoUsd: bigint;
  readonly period: BudgetPeriod;
  /** A hard budget refuses what would exceed it; a soft one only tells. */
  readonly hard: boolean;
  /** Counts only calls that name this as `model`; null = all. */
  readonly model: string | null;
}

import type { BudgetPeriod } from '#lib/gateway/budgets/budget.ts';
import type { Tone } from '../tone.ts';

/** A period as it stands behind an amount: `$50.00 a day`. */
export const periodWords = {
  hour: 'an hour',
  day: 'a day',
  week: 'a week',
  month: 'a month',
  total: 'in total',
} as const satisfies Record<BudgetPeriod, string>;

/** How much of a budget is spent, for a bar and the words beside it. */
export interface BudgetShare {
  /** From 0, not above 100 however much was spent. */
  readonly percent: number;
  /** `37%`, `140%`; never 100% before it is. */
  readonly text: string;
  /** Null while there is plenty left. */
  readonly tone: Extract<Tone, 'degraded' | 'failed'> | null;
  /** Beside the colour. */
  readonly word: string | null;
}

/** From here on a budget is nearly spent, in per cent. */
const nearlyPercent = 80n;

/** Takes nano-USD. */
export const budgetShare = (spentNanoUsd: string, limitNanoUsd: string): BudgetShare => {
  const spent = BigInt(spentNanoUsd);
  const limit = BigInt(limitNanoUsd);
  const percent = limit === 0n ? 100n : (spent * 100n) / limit;
  const shown = percent === 0n && spent > 0n ? '<1%' : `${percent}%`;
  const bar = Number(percent > 100n ? 100n : percent < 0n ? 0n : percent);
  if (percent >= 100n) return { percent: bar, text: shown, tone: 'failed', word: 'Spent' };
  if (percent >= nearlyPercent) return { percent: bar, text: shown, tone: 'degraded', word: 'Nearly spent' };
  return { percent: bar, text: shown, tone: null, word: null };
};

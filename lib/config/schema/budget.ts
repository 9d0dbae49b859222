import { z } from 'zod';
import { fractionDigits } from '#lib/catalogue/nano-usd-per-million.ts';
import { type BudgetPeriod, budgetPeriods } from '#lib/gateway/budgets/budget.ts';
import { parseForm } from './parse-form.ts';
import { choice, section } from './section.ts';

/** A thousand million USD: in nano-USD well within 64 bits. */
const maxUsd = 1_000_000_000;

/** A double gives back every decimal number of so many digits as it was written. */
const exactDigits = 15;

/** What a period may cost, in USD, exact to the nano-USD. */
const limitUsd = z
  .number()
  .max(maxUsd)
  .refine((usd) => usd > 0, 'must be more than 0')
  .refine((usd) => usd <= 0 || fractionDigits(usd) <= 9, 'must have at most nine digits after the point')
  .refine((usd) => significantDigits(usd) <= exactDigits, `must have at most ${exactDigits} digits`);

/** How much may be spent in each period. Absent `mode` = hard. */
export interface BudgetSettings {
  readonly limit_usd: number;
  readonly period: BudgetPeriod;
  readonly mode?: 'soft';
}

/** One budget, or several of different periods. */
export type BudgetForm = BudgetSettings | readonly BudgetSettings[];

const budget = section({
  limit_usd: limitUsd,
  period: choice(budgetPeriods),
  mode: choice(['hard', 'soft']).optional(),
}).transform(
  ({ limit_usd, period, mode }): BudgetSettings => ({
    limit_usd,
    period,
    ...(mode === 'soft' ? { mode } : {}),
  }),
);

const list = z
  .array(budget)
  .superRefine((several, context) => {
    for (const [index, { period }] of several.entries()) {
      if (several.findIndex((other) => other.period === period) === index) continue;
      const message = `there is a budget for each "${period}" already`;
      context.addIssue({ code: 'custom', path: [index, 'period'], message });
    }
  })
  .transform(budgetForm);

/**
 * A budget, or a list of them, in one way of writing: one alone without a list, several in order of period, the default mode left
 * out, none at all as undefined.
 */
export const budgets = z
  .unknown()
  .transform((value, context): BudgetForm | undefined =>
    parseForm(Array.isArray(value) ? list : budget, value, context),
  );

/** Several budgets in the file's one way of writing them. */
export function budgetForm(several: readonly BudgetSettings[]): BudgetForm | undefined {
  const inOrder = several.toSorted((a, b) => rank(a) - rank(b));
  return inOrder.length > 1 ? inOrder : inOrder[0];
}

/** What is written, as a list. */
export function budgetList(form: BudgetForm | undefined): readonly BudgetSettings[] {
  if (form === undefined) return [];
  return 'period' in form ? [form] : form;
}

const rank = ({ period }: BudgetSettings): number => budgetPeriods.indexOf(period);

function significantDigits(usd: number): number {
  return usd.toExponential().replace(/e.*$/, '').replace(/[-.]/g, '').length;
}

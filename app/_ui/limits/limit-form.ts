import { z } from 'zod';
import type { BudgetPeriod } from '#lib/gateway/budgets/budget.ts';

/** One budget as texts. */
export interface BudgetRow {
  readonly limit_usd: string;
  readonly period: BudgetPeriod;
  readonly mode: 'hard' | 'soft';
}

/** Rates as texts; empty = no limit. */
export interface RatesForm {
  readonly rpm: string;
  readonly tpm: string;
  readonly max_parallel_requests: string;
}

/** No rate is limited. */
export const noRates: RatesForm = { rpm: '', tpm: '', max_parallel_requests: '' };

/** What a row that is added starts from: a period that has no budget yet. */
export const nextBudget = (rows: readonly BudgetRow[]): BudgetRow => {
  const periods = ['month', 'day', 'week', 'hour', 'total'] as const;
  const free = periods.find((period) => rows.every((row) => row.period !== period));
  return { limit_usd: '', period: free ?? 'month', mode: 'hard' };
};

/** Fills the rows from budgets. */
export const budgetRowsOf = (
  budgets: readonly {
    readonly limit_usd: number;
    readonly period: BudgetPeriod;
    readonly mode: 'hard' | 'soft';
  }[],
): BudgetRow[] =>
  budgets.map(({ limit_usd, period, mode }) => ({ limit_usd: plainNumber(limit_usd), period, mode }));

/** The rows as the API takes them. Words become NaN, which its schema refuses. */
export const budgetsOf = (rows: readonly BudgetRow[]) =>
  rows.map(({ limit_usd, period, mode }) => ({ limit_usd: numberOf(limit_usd) ?? Number.NaN, period, mode }));

/** Fills the fields from rates. */
export const ratesFormOf = (rates: { readonly [Field in keyof RatesForm]: number | null }): RatesForm => ({
  rpm: rates.rpm === null ? '' : String(rates.rpm),
  tpm: rates.tpm === null ? '' : String(rates.tpm),
  max_parallel_requests: rates.max_parallel_requests === null ? '' : String(rates.max_parallel_requests),
});

/** The fields as the API takes them; an empty one is null. */
export const ratesOf = ({ rpm, tpm, max_parallel_requests }: RatesForm) => ({
  rpm: numberOf(rpm),
  tpm: numberOf(tpm),
  max_parallel_requests: numberOf(max_parallel_requests),
});

/** Whether a field of rates is what an issue of the API speaks of. */
export const isRate = (field: PropertyKey | undefined): field is keyof RatesForm =>
  field === 'rpm' || field === 'tpm' || field === 'max_parallel_requests';

/** Checks a form's input by the verb's own schema, each issue beside the field that `place` says. */
export const checkedBy =
  <Schema extends z.ZodType>(schema: Schema, place: (path: readonly PropertyKey[]) => PropertyKey[]) =>
  (input: z.input<Schema>, context: z.RefinementCtx): z.output<Schema> => {
    const result = schema.safeParse(input);
    if (result.success) return result.data;
    for (const { path, message } of result.error.issues)
      context.addIssue({ code: 'custom', path: place(path), message });
    return z.NEVER;
  };

function numberOf(text: string): number | null {
  const plain = text.replaceAll(/[\s,_$]/g, '');
  return plain === '' ? null : Number(plain);
}

/** Without an exponent: 0.000000001 rather than 1e-9. */
const plainNumber = (value: number): string => (value < 1e-6 ? value.toFixed(9) : String(value));

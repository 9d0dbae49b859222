import { z } from 'zod';
import { fractionDigits } from '../../catalogue/nano-usd-per-million.ts';
import { type BudgetPeriod, budgetPeriods } from '../../gateway/budgets/budget.ts';
import { instantText, nanoUsdText } from '../list/schema.ts';

const significantDigits = (usd: number) =>
  usd.toExponential().replace(/e.*$/, '').replace(/[-.]/g, '').length;

/** USD, exact to the nano-USD: the rules of the configuration file. */
const limitUsd = z
  .number('Give an amount in USD.')
  .max(1_000_000_000, 'Give at most 1,000,000,000.')
  .refine((usd) => usd > 0, 'Give more than 0.')
  .refine((usd) => usd <= 0 || fractionDigits(usd) <= 9, 'Give at most nine digits after the point.')
  .refine((usd) => significantDigits(usd) <= 15, 'Give at most 15 digits.');

/** One budget, as a form writes it. */
export const budgetInput = z.strictObject({
  limit_usd: limitUsd,
  /** In the organisation's time zone; `total` never renews. */
  period: z.enum(budgetPeriods, 'Choose a period.'),
  /** `hard` refuses what would exceed it, `soft` only tells. */
  mode: z.enum(['hard', 'soft']).default('hard'),
});

/** How much may be spent in a period. */
export const budgetItem = z.strictObject({
  limit_usd: z.number(),
  period: z.enum(budgetPeriods),
  mode: z.enum(['hard', 'soft']),
});

/** How much may be spent in a period. */
export type BudgetItem = z.infer<typeof budgetItem>;

/** Budgets of different periods. */
export const budgetsInput = z.array(budgetInput).superRefine((budgets, context) => {
  const seen = new Set<BudgetPeriod>();
  for (const [index, { period }] of budgets.entries()) {
    const message = 'There is a budget for this period already.';
    if (seen.has(period)) context.addIssue({ code: 'custom', path: [index, 'period'], message });
    seen.add(period);
  }
});

const { $schema: _dialect, ...oneBudget } = z.toJSONSchema(budgetInput, { io: 'input' });

/** A budget, a list of them, or null for none: what the configuration file takes, always answered as a list. */
export const budgetField = z
  .unknown()
  .transform((value, context): BudgetItem[] => {
    const isList = Array.isArray(value);
    const result = budgetsInput.safeParse(isList ? value : value === null ? [] : [value]);
    if (result.success) return result.data;
    for (const { path, message } of result.error.issues) {
      context.addIssue({ code: 'custom', path: isList ? [...path] : path.slice(1), message });
    }
    return z.NEVER;
  })
  .meta({ anyOf: [oneBudget, { type: 'array', items: oneBudget }, { type: 'null' }] });

const rate = z.int('Give a whole number.').min(1, 'Give at least 1, or nothing for no limit.').nullable();

/** A name that a key's callers send as `model`. */
const callableName = z.string().min(1).max(200);

/** Rates in a minute, and requests at once; null = no limit. */
const ratesInput = {
  rpm: rate.optional(),
  tpm: rate.optional(),
  max_parallel_requests: rate.optional(),
};

/** Limits of a provider in a body; an absent field stays as it is. */
export const providerLimitsInput = { budget: budgetField.optional() };

/** Limits of a team in a body; an absent field stays as it is. */
export const teamLimitsInput = { ...providerLimitsInput, ...ratesInput };

/** Limits of a key in a body; an absent field stays as it is. */
export const keyLimitsInput = {
  ...teamLimitsInput,
  /** By what callers send as `model`, beside the budgets of everything. */
  model_budgets: z.record(callableName, budgetField).optional(),
  model_limits: z.record(callableName, z.strictObject(ratesInput)).optional(),
  /** Whether models without a price may be called although the key has a budget. */
  allow_unpriced: z.boolean().optional(),
};

/** What of a budget is spent in the period that this moment is in. */
export const budgetUsage = z.strictObject({
  /** `key:vk_…:month`, `key:vk_…:chat:day`, `organisation::month`. */
  id: z.string(),
  /** Counts only calls that name this as `model`; null = all. */
  model: z.string().nullable(),
  /** USD as a decimal number, exact to the nano-USD. */
  limit_usd: z.string(),
  limit_nano_usd: nanoUsdText,
  period: z.enum(budgetPeriods),
  mode: z.enum(['hard', 'soft']),
  /** Settled by all gateway processes; what runs at this moment is not in it. */
  spent_nano_usd: nanoUsdText,
  /** Null for `total`, which counts from the first call. */
  period_start: instantText.nullable(),
  /** Null for `total`, which never renews. */
  renews_at: instantText.nullable(),
});

/** What of a budget is spent in the period that this moment is in. */
export type BudgetUsage = z.infer<typeof budgetUsage>;

const ratesItem = {
  /** Requests a minute; null = no limit. */
  rpm: z.int().nullable(),
  /** Tokens a minute; null = no limit. */
  tpm: z.int().nullable(),
  max_parallel_requests: z.int().nullable(),
};

const usage = z.array(budgetUsage);

/** Limits of a provider as an answer has them. */
export const providerLimitsItem = { budget: z.array(budgetItem), usage };

/** Limits of a team as an answer has them. */
export const teamLimitsItem = { ...providerLimitsItem, ...ratesItem };

/** Limits of a key as an answer has them. */
export const keyLimitsItem = {
  ...teamLimitsItem,
  model_budgets: z.record(z.string(), z.array(budgetItem)),
  model_limits: z.record(z.string(), z.strictObject(ratesItem)),
  allow_unpriced: z.boolean(),
};

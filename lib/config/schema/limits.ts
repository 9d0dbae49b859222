import { z } from 'zod';
import { type BudgetForm, budgets } from './budget.ts';
import { callable, isRouteName } from './callable.ts';
import { section } from './section.ts';

/** Requests or tokens a minute, or requests at once. */
const rate = z.int().min(1);

const budget = budgets.optional();

const rates = { rpm: rate.optional(), tpm: rate.optional(), max_parallel_requests: rate.optional() };

/** By what the key's callers name as `model`. None at all is undefined. */
const modelBudgets = z.record(callable, budgets).transform((entries) => {
  const written = Object.entries(entries).flatMap(([name, form]) =>
    form === undefined ? [] : [[name, form] as const],
  );
  return written.length === 0 ? undefined : Object.fromEntries<BudgetForm>(written);
});

/** Rates by what the key's callers name as `model`. None at all is undefined. */
const modelLimits = z.record(callable, section(rates)).transform((entries) => {
  const written = Object.entries(entries).filter(([, limits]) =>
    Object.values(limits).some((each) => each !== undefined),
  );
  return written.length === 0 ? undefined : Object.fromEntries(written);
});

/** Limits of a provider. */
export const providerLimitsShape = { budget };

/** Limits of a team, shared by all of its keys. */
export const teamLimitsShape = { budget, ...rates };

/** Limits of a key. */
export const keyLimitsShape = {
  budget,
  model_budgets: modelBudgets.optional(),
  ...rates,
  model_limits: modelLimits.optional(),
  // What a key without this may do, written down, says nothing.
  allow_unpriced: z
    .boolean()
    .transform((allowed) => (allowed ? undefined : false))
    .optional(),
};

/** How long what is recorded is kept. None said is undefined. */
const retention = section({ requests_days: z.int().min(1).max(3_650).optional() }, [
  'payloads_days',
]).transform((days) => (days.requests_days === undefined ? undefined : days));

/** What holds for the whole organisation. */
export const organisationLimitsShape = { budget, retention: retention.optional() };

/** Limits as the database keeps them, in the words of the file. */
export const providerLimits = section(providerLimitsShape);
export const teamLimits = section(teamLimitsShape);
export const keyLimits = section(keyLimitsShape);
export const organisationLimits = section(organisationLimitsShape);

/** Budgets and rates of a key, in the words of the file. */
export type KeyLimits = z.output<typeof keyLimits>;

/** Budgets and rates of a team, in the words of the file. */
export type TeamLimits = z.output<typeof teamLimits>;

/** Settings of a key whose entries are names that it may call. */
export const byModelSettings = ['model_budgets', 'model_limits'] as const;

/** Names with limits of their own that the key may not call; absent `models` allows every route. */
export function uncallable(
  models: readonly string[] | null | undefined,
  budgeted: readonly string[],
): string[] {
  return budgeted.filter((name) => (models ? !models.includes(name) : !isRouteName(name)));
}

import type { z } from 'zod';
import { nanoUsdPerMillion as nanoUsd } from '#lib/catalogue/nano-usd-per-million.ts';
import type { Budget, BudgetScope } from '#lib/gateway/budgets/budget.ts';
import type { Limits, RateLimits } from '#lib/gateway/limits/limits.ts';
import { type BudgetForm, budgetList } from './schema/budget.ts';
import type { KeyLimits, TeamLimits } from './schema/limits.ts';

/** Whose limits they are. */
export interface LimitOwner {
  readonly scope: BudgetScope;
  /** Empty for the organisation, as is the name. */
  readonly id: string;
  readonly name: string;
}

/** Budgets as the core counts them. `model` narrows them to calls that name it. */
export function budgetsOf(
  owner: LimitOwner,
  form: BudgetForm | undefined,
  model: string | null = null,
): Budget[] {
  const { scope, id, name } = owner;
  return budgetList(form).map(({ limit_usd, period, mode }) => ({
    id: [scope, id, ...(model === null ? [] : [model]), period].join(':'),
    scope,
    owner: name,
    limitNanoUsd: nanoUsd(limit_usd),
    period,
    hard: mode !== 'soft',
    model,
  }));
}

/** Limits of a key or a team as the core holds them. */
export function limitsOf(owner: LimitOwner, settings: TeamLimits & KeyLimits): Limits {
  const { budget, model_budgets: budgetsByModel = {}, model_limits: ratesByModel } = settings;
  return {
    ...ratesOf(settings),
    budgets: [
      ...budgetsOf(owner, budget),
      ...Object.entries(budgetsByModel).flatMap(([model, form]) => budgetsOf(owner, form, model)),
    ],
    ...(ratesByModel && {
      models: new Map(Object.entries(ratesByModel).map(([model, rates]) => [model, ratesOf(rates)])),
    }),
  };
}

const ratesOf = (settings: Pick<TeamLimits, 'rpm' | 'tpm' | 'max_parallel_requests'>): RateLimits => ({
  rpm: settings.rpm ?? null,
  tpm: settings.tpm ?? null,
  maxParallelRequests: settings.max_parallel_requests ?? null,
});

/** A column of limits as its schema reads it: none when it is empty, null when this version does not know what it says. */
export function readLimits<Schema extends z.ZodType>(
  schema: Schema,
  column: unknown,
): z.output<Schema> | null {
  const parsed = schema.safeParse(column ?? {});
  return parsed.success ? parsed.data : null;
}

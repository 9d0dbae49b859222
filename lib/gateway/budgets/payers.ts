import type { Caller } from '../authenticate.ts';
import type { Limits } from '../limits/limits.ts';
import type { Budget } from './budget.ts';

const nobody: readonly Budget[] = [];

/** The budgets of key, team and organisation that count a call of this `model`, as it was sent. */
export function findPayers({ key, configuration }: Caller, model: string): readonly Budget[] {
  const everybodys = configuration.organisation?.budgets ?? nobody;
  const hasNone = !hasBudget(key.limits) && !hasBudget(key.teamLimits);
  if (hasNone && everybodys.length === 0) return nobody;
  const all = [...(key.limits?.budgets ?? nobody), ...(key.teamLimits?.budgets ?? nobody), ...everybodys];
  return all.filter((budget) => budget.model === null || budget.model === model);
}

/** Whether a key may call only models whose price is known: it or its team has a budget, which others would pass by. */
export function needsPrices({ key }: Caller): boolean {
  return key.allowUnpriced === false && (hasBudget(key.limits) || hasBudget(key.teamLimits));
}

const hasBudget = (limits: Limits | undefined) => limits !== undefined && limits.budgets.length > 0;

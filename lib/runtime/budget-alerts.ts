import type { Budget } from '#lib/gateway/budgets/budget.ts';
import { titleOf } from '#lib/gateway/budgets/budget-words.ts';
import { createPeriodCalendar } from '#lib/gateway/budgets/period.ts';
import type { Configuration } from '#lib/gateway/configuration.ts';
import type { Alert } from './alert-desk.ts';

/** What an alert says of its budget. Amounts are nano-USD as text: JSON has no 64-bit integers. */
interface BudgetDetail extends Record<string, unknown> {
  readonly budget_id: string;
  readonly limit_nano_usd: string;
  readonly spent_nano_usd: string;
  /** When the period ends; null = never. */
  readonly renews_at: string | null;
}

/** The alert for a soft budget that has reached its limit. */
export function budgetAlert(
  budget: Budget,
  seen: { readonly spentNanoUsd: bigint; readonly timeZone: string; readonly nowMs: number },
): Alert {
  const { endMs } = createPeriodCalendar(seen.timeZone).periodAt(budget.period, seen.nowMs);
  const renewsAt = Number.isFinite(endMs) ? new Date(endMs).toISOString() : null;
  const renews = renewsAt === null ? '' : ` A new period begins at ${renewsAt}.`;
  const forModel = budget.model === null ? '' : `, ${budget.model}`;
  const detail: BudgetDetail = {
    budget_id: budget.id,
    limit_nano_usd: budget.limitNanoUsd.toString(),
    spent_nano_usd: seen.spentNanoUsd.toString(),
    renews_at: renewsAt,
  };
  return {
    kind: 'budget_soft_limit',
    subject: `${`${budget.scope} ${budget.owner}`.trim()} (${budget.period}${forModel})`,
    message: `The ${titleOf(budget)} is spent. It is a soft one: calls go on. Raise it, or look on the page Spend what it goes to.${renews}`,
    detail,
  };
}

/** What shows that such an alert is over; null = nothing does. */
export function whyBudgetAlertIsOver(
  detail: Readonly<Record<string, unknown>>,
  now: { readonly configuration: Configuration; readonly nowMs: number },
): string | null {
  if (typeof detail.renews_at === 'string' && Date.parse(detail.renews_at) <= now.nowMs)
    return 'A new period has begun.';
  for (const budget of budgetsIn(now.configuration)) {
    if (budget.id !== detail.budget_id) continue;
    if (budget.hard) return 'The budget is a hard one now.';
    return budget.limitNanoUsd > BigInt(String(detail.spent_nano_usd)) ? 'The budget was raised.' : null;
  }
  return 'The budget was removed.';
}

function* budgetsIn({ organisation, providers, keys }: Configuration): Iterable<Budget> {
  yield* organisation?.budgets ?? [];
  for (const provider of providers.values()) yield* provider.budgets ?? [];
  for (const { limits, teamLimits } of keys.values()) {
    yield* limits?.budgets ?? [];
    yield* teamLimits?.budgets ?? [];
  }
}

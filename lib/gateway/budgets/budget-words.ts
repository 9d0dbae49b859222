import { GatewayError } from '../errors.ts';
import { formatUsd } from '../pricing/cost.ts';
import type { Budget, BudgetPeriod, BudgetScope } from './budget.ts';
import type { Shortage } from './wallet.ts';

const periodWords = {
  hour: 'hourly',
  day: 'daily',
  week: 'weekly',
  month: 'monthly',
  total: 'total',
} as const satisfies Record<BudgetPeriod, string>;

const ownerWords = {
  key: (name: string) => `key ${name}`,
  team: (name: string) => `team ${name}`,
  provider: (name: string) => `provider ${name}`,
  organisation: () => 'the organisation',
} as const satisfies Record<BudgetScope, (name: string) => string>;

/** How soon to come back when money may be free again at any moment. */
const soonMs = 1_000;

/** What a caller is told whose key, team or organisation cannot cover a call that may cost `nanoUsd`. */
export function budgetRefusal(
  { budget, kind, renewsAtMs, remainingNanoUsd }: Shortage,
  { nanoUsd, nowMs }: { nanoUsd: bigint; nowMs: number },
): GatewayError {
  const what = titleOf(budget);
  switch (kind) {
    case 'unavailable':
      return new GatewayError(
        'budget_unavailable',
        `What is left of the ${what} cannot be found out now. Try again after the time in retry-after.`,
        { retryAfterMs: soonMs },
      );
    case 'lease':
      return new GatewayError(
        'budget_exceeded',
        `What is left of the ${what} is set aside for requests that are under way. Try again after the time in retry-after.`,
        { retryAfterMs: soonMs },
      );
    case 'spent': {
      const state =
        remainingNanoUsd > 0n
          ? `has ${formatUsd(remainingNanoUsd)} USD left, and this request may cost ${formatUsd(nanoUsd)} USD`
          : 'is spent';
      const renews = Number.isFinite(renewsAtMs)
        ? `; it renews at ${new Date(renewsAtMs).toISOString()}`
        : '';
      return new GatewayError('budget_exceeded', `The ${what} ${state}${renews}.`, {
        ...(renews === '' ? {} : { retryAfterMs: renewsAtMs - nowMs }),
      });
    }
    default:
      return kind satisfies never;
  }
}

/** Why a provider is passed over whose budget cannot cover a call. */
export function providerShortage({ budget, kind, renewsAtMs }: Shortage): string {
  const what = `${periodWords[budget.period]} budget of ${formatUsd(budget.limitNanoUsd)} USD`;
  if (kind === 'unavailable') return `what is left of the ${what} cannot be found out now`;
  if (kind === 'lease') return `what is left of the ${what} is set aside for other requests`;
  return Number.isFinite(renewsAtMs)
    ? `${what} is spent until ${new Date(renewsAtMs).toISOString()}`
    : `${what} is spent`;
}

/** A budget as it is called in sentences: `monthly budget of key tests for chat (50 USD)`. */
export function titleOf({ scope, owner, period, limitNanoUsd, model }: Budget): string {
  const forModel = model === null ? '' : ` for ${model}`;
  return `${periodWords[period]} budget of ${ownerWords[scope](owner)}${forModel} (${formatUsd(limitNanoUsd)} USD)`;
}

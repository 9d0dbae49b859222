import { sql } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { budgetAccount, organisation } from '#db/schema/index.ts';
import { batches } from '../../config/batches.ts';
import { type LimitOwner, limitsOf, readLimits } from '../../config/build-limits.ts';
import { keyLimits } from '../../config/schema/limits.ts';
import type { Budget } from '../../gateway/budgets/budget.ts';
import { createPeriodCalendar, type Period } from '../../gateway/budgets/period.ts';
import type { BudgetUsage } from './schema.ts';

/** Somebody's limits, and whose they are. */
export interface LimitedOwner extends LimitOwner {
  /** As the database has them. */
  readonly limits: unknown;
}

/**
 * What each owner has spent of each budget in the period that `nowMs` is in, by the organisation's calendar. In the order of the
 * owners: one list each.
 */
export async function readBudgetUsage(
  db: Queryable,
  owners: readonly LimitedOwner[],
  nowMs: number,
): Promise<BudgetUsage[][]> {
  const budgets = owners.map(({ limits, ...owner }) => {
    const settings = limits === null ? null : readLimits(keyLimits, limits);
    return settings === null ? [] : limitsOf(owner, settings).budgets;
  });
  if (budgets.every((each) => each.length === 0)) return budgets.map(() => []);
  const [here] = await db.select({ timeZone: organisation.timeZone }).from(organisation);
  const calendar = createPeriodCalendar(here?.timeZone ?? 'UTC');
  const dated = budgets.map((each) =>
    each.map((budget) => ({ budget, period: calendar.periodAt(budget.period, nowMs) })),
  );
  const spent = await readSpent(db, dated.flat());
  return dated.map((each) =>
    each.map(({ budget, period }) => usageOf(budget, period, spent.get(budget.id) ?? 0n)),
  );
}

interface DatedBudget {
  readonly budget: Budget;
  readonly period: Period;
}

async function readSpent(db: Queryable, dated: readonly DatedBudget[]): Promise<Map<string, bigint>> {
  const spent = new Map<string, bigint>();
  const account = sql`(${budgetAccount.budgetId}, ${budgetAccount.periodStart})`;
  for (const batch of batches(dated)) {
    const wanted = batch.map(
      ({ budget, period }) =>
        sql`(${budget.id}::text, ${new Date(period.startMs).toISOString()}::timestamptz)`,
    );
    const rows = await db
      .select({ id: budgetAccount.budgetId, spent: budgetAccount.spentNanoUsd })
      .from(budgetAccount)
      .where(sql`${account} in (${sql.join(wanted, sql`, `)})`);
    for (const row of rows) spent.set(row.id, row.spent);
  }
  return spent;
}

function usageOf(budget: Budget, { startMs, endMs }: Period, spent: bigint): BudgetUsage {
  const renews = Number.isFinite(endMs);
  return {
    id: budget.id,
    model: budget.model,
    limit_usd: decimalUsd(budget.limitNanoUsd),
    limit_nano_usd: String(budget.limitNanoUsd),
    period: budget.period,
    mode: budget.hard ? 'hard' : 'soft',
    spent_nano_usd: String(spent),
    period_start: renews ? new Date(startMs).toISOString() : null,
    renews_at: renews ? new Date(endMs).toISOString() : null,
  };
}

/** Nano-USD as USD, every digit of it: 50, 0.000000001. */
function decimalUsd(nanoUsd: bigint): string {
  const digits = String(nanoUsd).padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0+$/, '');
  return `${digits.slice(0, -9)}${fraction === '' ? '' : `.${fraction}`}`;
}

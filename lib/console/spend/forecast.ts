import type { Transaction } from '#db/client.ts';
import { readUsage } from '#db/stores/spend-rows.ts';
import type { TimeRange } from '#db/stores/time-ranges.ts';
import type { UsageState } from '#db/stores/usage-parts.ts';
import { createPeriodCalendar } from '../../gateway/budgets/period.ts';
import type { SpendSummary } from './schema.ts';

const dayMs = 24 * 60 * 60_000;
const averageMs = 7 * dayMs;
/** With records of less than this, an average would say anything. */
const leastAverageMs = 60 * 60_000;

/**
 * Where the running month is heading: what was spent, and for the time that is left the average of the last seven days, or of the
 * time since the first record while that is shorter.
 */
export async function readForecast(
  tx: Transaction,
  state: UsageState,
  { nowMs, zone }: { readonly nowMs: number; readonly zone: string },
): Promise<SpendSummary['forecast']> {
  const month = createPeriodCalendar(zone).periodAt('month', nowMs);
  const recorded = { fromMs: Math.max(nowMs - averageMs, state.extent?.fromMs ?? nowMs), toMs: nowMs };
  const spent = async (range: TimeRange) => {
    const steps = { bucket: 'range', zone } as const;
    const [row] = await readUsage(tx, state, { range, grouping: 'nothing', steps });
    return row?.costNanoUsd ?? 0n;
  };
  // A record of this very moment counts as well.
  const soFar = await spent({ fromMs: month.startMs, toMs: nowMs + 1 });
  const lengthMs = recorded.toMs - recorded.fromMs;
  const lately = lengthMs < leastAverageMs ? 0n : await spent(recorded);
  const leftMs = BigInt(Math.round(month.endMs - nowMs));
  return {
    from: new Date(month.startMs).toISOString(),
    to: new Date(month.endMs).toISOString(),
    spent_nano_usd: soFar.toString(),
    expected_nano_usd: (
      soFar +
      (lately * leftMs) / BigInt(Math.round(Math.max(lengthMs, leastAverageMs)))
    ).toString(),
    average_days: lengthMs < leastAverageMs ? 0 : lengthMs / dayMs,
  };
}

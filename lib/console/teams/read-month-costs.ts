import type { Database } from '#db/client.ts';
import { organisation } from '#db/schema/index.ts';
import { readUsage } from '#db/stores/spend-rows.ts';
import { withUsage } from '#db/stores/usage-parts.ts';
import { createPeriodCalendar } from '../../gateway/budgets/period.ts';

/** What each team has spent since this month began in the organisation's zone, in nano-USD, by the team's name; nothing = 0. */
export async function readMonthCosts(db: Database['db'], nowMs: number): Promise<(team: string) => bigint> {
  const [here] = await db.select({ timeZone: organisation.timeZone }).from(organisation);
  const zone = here?.timeZone ?? 'UTC';
  const { startMs } = createPeriodCalendar(zone).periodAt('month', nowMs);
  // Requests of this very millisecond included.
  const range = { fromMs: startMs, toMs: nowMs + 1 };
  const rows = await withUsage(db, (tx, state) =>
    readUsage(tx, state, { range, grouping: { column: 'team' }, steps: { bucket: 'range', zone } }),
  );
  const costs = new Map(rows.map(({ group, costNanoUsd }) => [group, costNanoUsd]));
  return (team) => costs.get(team) ?? 0n;
}

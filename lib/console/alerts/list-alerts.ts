import { and, desc, isNotNull, isNull, sql } from 'drizzle-orm';
import { alert } from '#db/schema/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { matchesAny } from '../list/match.ts';
import { afterCursor, pageFrom, withinRange } from '../list/paging.ts';
import type { Page } from '../list/schema.ts';
import { alertItemOf } from './alert-item.ts';
import type { AlertItem, ListAlertsInput } from './schema.ts';

/** Open alerts sort as if they were resolved at the end of time: before all others. */
const never = new Date('9999-12-31T00:00:00Z');
const sort = {
  at: sql`coalesce(${alert.resolvedAt}, ${never.toISOString()}::timestamptz)`,
  id: alert.id,
};

/** Open alerts, newest first, then those that are over, the last one first. */
export async function listAlerts(ctx: ConsoleContext, input: ListAlertsInput): Promise<Page<AlertItem>> {
  authorize(ctx, 'console.read');
  const rows = await ctx.db
    .select()
    .from(alert)
    .where(
      and(
        ...withinRange(alert.raisedAt, input),
        matchesAny(alert.kind, input.kind),
        ofState(input.state),
        afterCursor(sort, input.cursor),
      ),
    )
    .orderBy(desc(sort.at), desc(sort.id))
    .limit(input.limit + 1);
  return pageFrom(rows, input.limit, {
    item: alertItemOf,
    position: (row) => ({ at: row.resolvedAt ?? never, id: row.id }),
  });
}

function ofState(state: ListAlertsInput['state']) {
  switch (state) {
    case undefined:
      return undefined;
    case 'open':
      return isNull(alert.resolvedAt);
    case 'resolved':
      return isNotNull(alert.resolvedAt);
    default:
      return state satisfies never;
  }
}

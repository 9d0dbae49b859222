import { and, desc } from 'drizzle-orm';
import { circuitEvent } from '#db/schema/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { isoOrNull, matchesAny } from '../list/match.ts';
import { afterCursor, pageFrom, withinRange } from '../list/paging.ts';
import type { Page } from '../list/schema.ts';
import type { CircuitEventItem, ListCircuitEventsInput } from './schema.ts';

const sort = { at: circuitEvent.at, id: circuitEvent.id };

/** What the circuits went through, newest first. */
export async function listCircuitEvents(
  ctx: ConsoleContext,
  input: ListCircuitEventsInput,
): Promise<Page<CircuitEventItem>> {
  authorize(ctx, 'console.read');
  const rows = await ctx.db
    .select()
    .from(circuitEvent)
    .where(
      and(
        ...withinRange(circuitEvent.at, input),
        matchesAny(circuitEvent.target, input.target),
        matchesAny(circuitEvent.instanceId, input.instance),
        afterCursor(sort, input.cursor),
      ),
    )
    .orderBy(desc(circuitEvent.at), desc(circuitEvent.id))
    .limit(input.limit + 1);
  return pageFrom(rows, input.limit, { item: itemOf, position: (row) => ({ at: row.at, id: row.id }) });
}

const itemOf = (row: typeof circuitEvent.$inferSelect): CircuitEventItem => ({
  id: row.id,
  at: row.at.toISOString(),
  instance: row.instanceId,
  target: row.target,
  from_state: row.from,
  to_state: row.to,
  reason: row.reason,
  next_probe_at: isoOrNull(row.nextProbeAt),
});

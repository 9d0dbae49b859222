import { and, desc, eq, gt, sql } from 'drizzle-orm';
import { request } from '#db/schema/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { matchesAny } from '../list/match.ts';
import { afterCursor, pageFrom, withinRange } from '../list/paging.ts';
import type { Page } from '../list/schema.ts';
import { requestItemOf } from './request-item.ts';
import type { ListRequestsInput, RequestItem } from './schema.ts';

const sort = { at: request.startedAt, id: request.id };

/** The log, newest first. */
export async function listRequests(
  ctx: ConsoleContext,
  input: ListRequestsInput,
): Promise<Page<RequestItem>> {
  authorize(ctx, 'console.read');
  const rows = await ctx.db
    .select()
    .from(request)
    .where(and(...withinRange(request.startedAt, input), ...filters(input), afterCursor(sort, input.cursor)))
    .orderBy(desc(request.startedAt), desc(request.id))
    .limit(input.limit + 1);
  return pageFrom(rows, input.limit, {
    item: requestItemOf,
    position: (row) => ({ at: row.startedAt, id: row.id }),
  });
}

const filters = (input: ListRequestsInput) => [
  matchesAny(request.route, input.route),
  matchesAny(request.provider, input.provider),
  matchesAny(request.model, input.model),
  matchesAny(request.status, input.status),
  matchesAny(request.errorKind, input.error_kind),
  matchesAny(request.keyName, input.key),
  matchesAny(request.team, input.team),
  input.stream === undefined ? undefined : eq(request.stream, input.stream),
  input.failed_over === undefined
    ? undefined
    : input.failed_over
      ? gt(request.failovers, 0)
      : eq(request.failovers, 0),
  input.q === undefined ? undefined : sql`starts_with(${request.id}, ${input.q})`,
];

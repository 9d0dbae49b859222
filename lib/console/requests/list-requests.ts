import { and, between, desc, eq, gt, type SQL, sql } from 'drizzle-orm';
import { request } from '#db/schema/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { matchesAny } from '../list/match.ts';
import { afterCursor, pageFrom, withinRange } from '../list/paging.ts';
import type { Page } from '../list/schema.ts';
import { timeOfIds } from './id-time.ts';
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
  ...(input.q === undefined ? [] : idsLike(input.q)),
];

/** What the beginning of an id says of the time keeps the search to a partition or two; a whole id is looked for anywhere. */
function idsLike(beginning: string): SQL[] {
  const window = beginning.length < wholeIdLength ? timeOfIds(beginning) : null;
  return [
    sql`starts_with(${request.id}, ${beginning})`,
    ...(window === null ? [] : [between(request.startedAt, new Date(window.fromMs), new Date(window.toMs))]),
  ];
}

/** `req_` and 26 digits. */
const wholeIdLength = 30;

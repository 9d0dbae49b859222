import { and, asc, between, eq } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { attempt, failover, request, skippedTarget } from '#db/schema/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { ConsoleError } from '../error/console-error.ts';
import { failoverItemOf } from '../failovers/list-failovers.ts';
import { timeOfIds } from './id-time.ts';
import { attemptItemOf, requestItemOf } from './request-item.ts';
import type { RequestDetail } from './schema.ts';

/**
 * One request with everything that was tried for it.
 * @throws ConsoleError `not_found`.
 */
export async function getRequest(
  ctx: ConsoleContext,
  input: { readonly id: string },
): Promise<RequestDetail> {
  authorize(ctx, 'console.read');
  const row = await findRequest(ctx.db, input.id);
  if (row === undefined) {
    throw new ConsoleError(
      'not_found',
      `There is no request ${input.id}. Records are written within a second.`,
    );
  }
  const ofRequest = (table: typeof attempt | typeof skippedTarget | typeof failover) =>
    and(eq(table.requestStartedAt, row.startedAt), eq(table.requestId, row.id));
  const [attempts, skipped, failovers] = await Promise.all([
    ctx.db.select().from(attempt).where(ofRequest(attempt)).orderBy(asc(attempt.index)),
    ctx.db.select().from(skippedTarget).where(ofRequest(skippedTarget)).orderBy(asc(skippedTarget.index)),
    ctx.db.select().from(failover).where(ofRequest(failover)).orderBy(asc(failover.index)),
  ]);
  return {
    ...requestItemOf(row),
    config_version: row.configVersion,
    attempts: attempts.map(attemptItemOf),
    skipped: skipped.map(({ target, reason, detail }) => ({ target, reason, detail })),
    failover_events: failovers.map(failoverItemOf),
  };
}

/** First where the id says, then anywhere: a clock may have been wrong, and ids of other forms say nothing. */
async function findRequest(db: Queryable, id: string) {
  const window = timeOfIds(id);
  if (window !== null) {
    const near = between(request.startedAt, new Date(window.fromMs), new Date(window.toMs));
    const [row] = await db
      .select()
      .from(request)
      .where(and(eq(request.id, id), near));
    if (row !== undefined) return row;
  }
  const [row] = await db.select().from(request).where(eq(request.id, id)).limit(1);
  return row;
}

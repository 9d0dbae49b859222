import { asc, eq } from 'drizzle-orm';
import { attempt, failover, request, skippedTarget } from '#db/schema/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { ConsoleError } from '../error/console-error.ts';
import { failoverItemOf } from '../failovers/list-failovers.ts';
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
  const { id } = input;
  const [[row], attempts, skipped, failovers] = await Promise.all([
    ctx.db.select().from(request).where(eq(request.id, id)),
    ctx.db.select().from(attempt).where(eq(attempt.requestId, id)).orderBy(asc(attempt.index)),
    ctx.db
      .select()
      .from(skippedTarget)
      .where(eq(skippedTarget.requestId, id))
      .orderBy(asc(skippedTarget.index)),
    ctx.db.select().from(failover).where(eq(failover.requestId, id)).orderBy(asc(failover.index)),
  ]);
  if (!row)
    throw new ConsoleError('not_found', `There is no request ${id}. Records are written within a second.`);
  return {
    ...requestItemOf(row),
    config_version: row.configVersion,
    attempts: attempts.map(attemptItemOf),
    skipped: skipped.map(({ target, reason, detail }) => ({ target, reason, detail })),
    failover_events: failovers.map(failoverItemOf),
  };
}

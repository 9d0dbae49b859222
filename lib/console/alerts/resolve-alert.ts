import { eq, sql } from 'drizzle-orm';
import { alert } from '#db/schema/index.ts';
import { actorName } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { ConsoleError } from '../error/console-error.ts';
import { alertItemOf } from './alert-item.ts';
import type { AlertItem } from './schema.ts';

/**
 * Takes an alert off the list. It is raised anew when its cause is met again. One that is over already stays as it is.
 * @throws ConsoleError `not_found`.
 */
export async function resolveAlert(ctx: ConsoleContext, input: { readonly id: string }): Promise<AlertItem> {
  authorize(ctx, 'alerts.write');
  const { id } = input;
  return ctx.db.transaction(async (tx) => {
    const [current] = await tx.select().from(alert).where(eq(alert.id, id)).for('update');
    if (current === undefined) throw new ConsoleError('not_found', `There is no alert ${id}.`);
    if (current.resolvedAt !== null) return alertItemOf(current);
    const [row = current] = await tx
      .update(alert)
      .set({ resolvedAt: sql`now()`, resolvedBy: actorName(ctx.actor) })
      .where(eq(alert.id, id))
      .returning();
    await recordAudit(tx, ctx.actor, {
      action: 'alert.resolve',
      subject: { id, name: row.subject },
      detail: { kind: row.kind, message: row.message, seen: row.seen },
    });
    return alertItemOf(row);
  });
}

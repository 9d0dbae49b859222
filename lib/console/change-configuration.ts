import type { Transaction } from '#db/client.ts';
import { actorName } from '../auth/actor.ts';
import { recordConfigVersion } from '../config/record-config-version.ts';
import { takeTurns } from '../config/take-turns.ts';
import { type AuditEntry, recordAudit } from './audit/record-audit.ts';
import type { ConsoleContext } from './context.ts';

/** What a change did. */
export interface Change<T> {
  readonly result: T;
  readonly audit: AuditEntry;
  /** For the configuration's history, as `created route chat`. */
  readonly summary: string;
}

/**
 * Changes the configuration: the change itself, its audit row and the version that gateways will load are one
 * transaction, so that there is never one without the others. Changes take turns from their first line on, with one another
 * and with files being applied, or two of them could each be right and both together wrong (a cycle of routes, a route to
 * a provider being removed).
 */
export async function changeConfiguration<T>(
  ctx: ConsoleContext,
  change: (tx: Transaction) => Promise<Change<T>>,
): Promise<T> {
  return ctx.db.transaction(async (tx) => {
    await takeTurns(tx);
    const { result, audit, summary } = await change(tx);
    await recordAudit(tx, ctx.actor, audit);
    await recordConfigVersion(tx, { origin: 'console', actor: actorName(ctx.actor), summary });
    return result;
  });
}

import { ConfigRejected } from '../../config/config-rejected.ts';
import { restoreVersion } from '../../config/restore-version.ts';
import { takeTurns } from '../../config/take-turns.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { ConsoleError } from '../error/console-error.ts';
import { configAnswerOf, readCurrentVersion, readVersion } from './config-item.ts';
import type { RollbackInput, RolledBack } from './schema.ts';

/**
 * Goes back to an earlier version, as a new one: the history loses nothing. Virtual keys stay as they are.
 * @throws ConsoleError `not_found`; `conflict` when this release cannot serve what that version holds.
 */
export async function rollbackConfig(ctx: ConsoleContext, input: RollbackInput): Promise<RolledBack> {
  authorize(ctx, 'config.write');
  const { version } = input;
  return ctx.db.transaction(async (tx) => {
    await takeTurns(tx);
    await readVersion(tx, version);
    const { changes, unrestored } = await restoreVersion(tx, version, ctx.actor).catch(asConflict);
    const current = await readCurrentVersion(tx);
    await recordAudit(tx, ctx.actor, {
      action: 'config.rollback',
      subject: { id: String(version), name: `version ${version}` },
      detail: { new_version: current.version, changes: changes.length, unrestored },
    });
    return { ...configAnswerOf(current), changes: [...changes], unrestored: [...unrestored] };
  });
}

function asConflict(error: unknown): never {
  if (error instanceof ConfigRejected) throw new ConsoleError('conflict', error.message, { cause: error });
  throw error;
}

import { and, asc, eq, isNull } from 'drizzle-orm';
import { team, virtualKey } from '#db/schema/index.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { ConsoleError } from '../error/console-error.ts';
import { inWords } from '../in-words.ts';
import type { Removed } from '../list/schema.ts';
import { lockTeam, teamFieldsOf } from './read-teams.ts';

/**
 * Removes a team that no key belongs to any more; revoked keys do not count. Keys are never let go by it: they would lose
 * the team's limits without a word.
 * @throws ConsoleError `not_found`; `conflict` that names the keys.
 */
export async function deleteTeam(ctx: ConsoleContext, input: { readonly id: string }): Promise<Removed> {
  authorize(ctx, 'teams.write');
  const { id } = input;
  return changeConfiguration(ctx, async (tx) => {
    const before = await lockTeam(tx, id);
    const rows = await tx
      .select({ name: virtualKey.name })
      .from(virtualKey)
      .where(and(eq(virtualKey.teamId, id), isNull(virtualKey.revokedAt)))
      .orderBy(asc(virtualKey.name));
    const keys = rows.map(({ name }) => name);
    if (keys.length > 0) {
      throw new ConsoleError(
        'conflict',
        `${before.name} cannot be removed: ${inWords(keys.map((name) => `key ${name}`))} ${keys.length === 1 ? 'belongs' : 'belong'} to it. Give ${keys.length === 1 ? 'it' : 'them'} another team, none, or revoke ${keys.length === 1 ? 'it' : 'them'} first.`,
        { details: { keys } },
      );
    }
    await tx.delete(team).where(eq(team.id, id));
    return {
      result: { id, removed: true },
      audit: { action: 'team.delete', subject: { id, name: before.name }, detail: teamFieldsOf(before) },
      summary: `removed team ${before.name}`,
    };
  });
}

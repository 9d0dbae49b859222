import { team } from '#db/schema/index.ts';
import { newId } from '../../gateway/new-id.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { onDuplicate } from '../error/on-duplicate.ts';
import type { CreateTeamInput, TeamItem } from './schema.ts';

/**
 * Makes a team.
 * @throws ConsoleError `conflict` when there is one of this name.
 */
export async function createTeam(ctx: ConsoleContext, input: CreateTeamInput): Promise<TeamItem> {
  authorize(ctx, 'teams.write');
  const { name } = input;
  const row = { id: newId('team'), name, createdAt: new Date(ctx.clock.now()) };
  return changeConfiguration(ctx, async (tx) => {
    await onDuplicate(tx.insert(team).values(row), 'name', `There is a team ${name} already.`);
    return {
      result: { id: row.id, name, active_keys: 0, created_at: row.createdAt.toISOString() },
      audit: { action: 'team.create', subject: { id: row.id, name } },
      summary: `created team ${name}`,
    };
  });
}

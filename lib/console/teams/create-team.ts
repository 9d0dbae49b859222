import { team } from '#db/schema/index.ts';
import { newId } from '../../gateway/new-id.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { onDuplicate } from '../error/on-duplicate.ts';
import { changedLimits } from '../limits/limit-fields.ts';
import { readMonthCosts } from './read-month-costs.ts';
import { readTeams, teamOf } from './read-teams.ts';
import type { CreateTeamInput, TeamItem } from './schema.ts';

/**
 * Makes a team, with limits that all of its keys share.
 * @throws ConsoleError `conflict` when there is one of this name.
 */
export async function createTeam(ctx: ConsoleContext, input: CreateTeamInput): Promise<TeamItem> {
  authorize(ctx, 'teams.write');
  const { name, ...fields } = input;
  const nowMs = ctx.clock.now();
  const limits = changedLimits(null, fields);
  const row = { id: newId('team'), name, limits, createdAt: new Date(nowMs) };
  const monthCost = await readMonthCosts(ctx.db, nowMs);
  return changeConfiguration(ctx, async (tx) => {
    await onDuplicate(tx.insert(team).values(row), 'name', `There is a team ${name} already.`);
    return {
      result: teamOf(await readTeams(tx, nowMs, monthCost), row.id),
      audit: {
        action: 'team.create',
        subject: { id: row.id, name },
        ...(limits === null ? {} : { detail: { limits } }),
      },
      summary: `created team ${name}`,
    };
  });
}

import { eq } from 'drizzle-orm';
import { team } from '#db/schema/index.ts';
import { changedFields } from '../audit/changed-fields.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { onDuplicate } from '../error/on-duplicate.ts';
import { changedLimits } from '../limits/limit-fields.ts';
import { readMonthCosts } from './read-month-costs.ts';
import { lockTeam, readTeams, teamFieldsOf, teamOf } from './read-teams.ts';
import type { TeamItem, UpdateTeamInput } from './schema.ts';

/**
 * Changes what a team is called and what its keys may use together. What was spent stays spent under a new limit.
 * @throws ConsoleError `not_found`; `conflict` when the new name is taken.
 */
export async function updateTeam(
  ctx: ConsoleContext,
  input: UpdateTeamInput & { readonly id: string },
): Promise<TeamItem> {
  authorize(ctx, 'teams.write');
  const { id, name, ...fields } = input;
  const nowMs = ctx.clock.now();
  const monthCost = await readMonthCosts(ctx.db, nowMs);
  return changeConfiguration(ctx, async (tx) => {
    const before = await lockTeam(tx, id);
    const after = { ...before, name: name ?? before.name, limits: changedLimits(before.limits, fields) };
    const taken = `There is a team ${after.name} already.`;
    await onDuplicate(tx.update(team).set(after).where(eq(team.id, id)), 'name', taken);
    return {
      result: teamOf(await readTeams(tx, nowMs, monthCost), id),
      audit: {
        action: 'team.update',
        subject: { id, name: after.name },
        detail: changedFields(teamFieldsOf(before), teamFieldsOf(after)),
      },
      summary: `changed team ${after.name}`,
    };
  });
}

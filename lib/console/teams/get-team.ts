import { authorize, type ConsoleContext } from '../context.ts';
import { readMonthCosts } from './read-month-costs.ts';
import { readTeams, teamOf } from './read-teams.ts';
import type { TeamItem } from './schema.ts';

/**
 * One team, by its id.
 * @throws ConsoleError `not_found`.
 */
export async function getTeam(ctx: ConsoleContext, input: { readonly id: string }): Promise<TeamItem> {
  authorize(ctx, 'console.read');
  const nowMs = ctx.clock.now();
  return teamOf(await readTeams(ctx.db, nowMs, await readMonthCosts(ctx.db, nowMs)), input.id);
}

import { authorize, type ConsoleContext } from '../context.ts';
import { readMonthCosts } from './read-month-costs.ts';
import { readTeams } from './read-teams.ts';
import type { TeamItem } from './schema.ts';

/** Every team, by name, with how many of its keys work now, its limits and what it has spent. */
export async function listTeams(ctx: ConsoleContext): Promise<{ items: TeamItem[]; next_cursor: null }> {
  authorize(ctx, 'console.read');
  const nowMs = ctx.clock.now();
  const items = await readTeams(ctx.db, nowMs, await readMonthCosts(ctx.db, nowMs));
  return { items, next_cursor: null };
}

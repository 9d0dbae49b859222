import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { team, virtualKey } from '#db/schema/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import type { TeamItem } from './schema.ts';

/** Every team, by name, with how many of its keys work now. */
export async function listTeams(ctx: ConsoleContext): Promise<{ items: TeamItem[]; next_cursor: null }> {
  authorize(ctx, 'console.read');
  const now = new Date(ctx.clock.now()).toISOString();
  const rows = await ctx.db
    .select({
      id: team.id,
      name: team.name,
      createdAt: team.createdAt,
      activeKeys: sql<number>`count(${virtualKey.id})`.mapWith(Number),
    })
    .from(team)
    .leftJoin(
      virtualKey,
      and(
        eq(virtualKey.teamId, team.id),
        isNull(virtualKey.revokedAt),
        sql`(${virtualKey.expiresAt} is null or ${virtualKey.expiresAt} > ${now}::timestamptz)`,
      ),
    )
    .groupBy(team.id)
    .orderBy(asc(team.name));
  const items = rows.map(({ id, name, createdAt, activeKeys }) => ({
    id,
    name,
    active_keys: activeKeys,
    created_at: createdAt.toISOString(),
  }));
  return { items, next_cursor: null };
}

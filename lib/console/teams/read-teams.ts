import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { team, virtualKey } from '#db/schema/index.ts';
import { ConsoleError } from '../error/console-error.ts';
import { limitFieldsOf } from '../limits/limit-fields.ts';
import { readBudgetUsage } from '../limits/read-budget-usage.ts';
import type { TeamItem } from './schema.ts';

type TeamRow = typeof team.$inferSelect;

/** What a team itself says of it: no sums over what its keys did. */
export const teamFieldsOf = ({ name, limits }: TeamRow) => {
  const { budget, rpm, tpm, max_parallel_requests } = limitFieldsOf(limits);
  return { name, budget, rpm, tpm, max_parallel_requests };
};

/** Every team, by name, with how many of its keys work now and what it has spent; `monthCost` gives that of this month. */
export async function readTeams(
  db: Queryable,
  nowMs: number,
  monthCost: (team: string) => bigint,
): Promise<TeamItem[]> {
  const now = new Date(nowMs).toISOString();
  const rows = await db
    .select({ row: team, activeKeys: sql<number>`count(${virtualKey.id})`.mapWith(Number) })
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
  const owners = rows.map(({ row: { id, name, limits } }) => ({ scope: 'team' as const, id, name, limits }));
  const usage = await readBudgetUsage(db, owners, nowMs);
  return rows.map(({ row, activeKeys }, index) => ({
    id: row.id,
    active_keys: activeKeys,
    ...teamFieldsOf(row),
    usage: usage[index] ?? [],
    month_cost_nano_usd: String(monthCost(row.name)),
    created_at: row.createdAt.toISOString(),
  }));
}

/**
 * One team, locked until the end of the transaction.
 * @throws ConsoleError `not_found`.
 */
export async function lockTeam(tx: Queryable, id: string): Promise<TeamRow> {
  const [row] = await tx.select().from(team).where(eq(team.id, id)).for('update');
  if (!row) throw new ConsoleError('not_found', `There is no team ${id}.`);
  return row;
}

/** @throws ConsoleError `not_found`. */
export const teamOf = (items: readonly TeamItem[], id: string): TeamItem => {
  const found = items.find((item) => item.id === id);
  if (found === undefined) throw new ConsoleError('not_found', `There is no team ${id}.`);
  return found;
};

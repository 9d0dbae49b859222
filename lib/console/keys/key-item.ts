import { eq } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { team, virtualKey } from '#db/schema/index.ts';
import { ConsoleError } from '../error/console-error.ts';
import { limitFieldsOf } from '../limits/limit-fields.ts';
import { readBudgetUsage } from '../limits/read-budget-usage.ts';
import { isoOrNull } from '../list/match.ts';
import type { KeyItem } from './schema.ts';

/** A stored key with the name of its team. */
export interface KeyRow {
  readonly key: typeof virtualKey.$inferSelect;
  readonly team: string | null;
}

/** Keys with the names of their teams, for further conditions. */
export const selectKeys = (db: Queryable) =>
  db
    .select({ key: virtualKey, team: team.name })
    .from(virtualKey)
    .leftJoin(team, eq(team.id, virtualKey.teamId))
    .$dynamic();

/**
 * One key, locked until the end of the transaction.
 * @throws ConsoleError `not_found`, or `conflict` when it is revoked: a revoked key is history.
 */
export async function lockLiveKey(tx: Queryable, id: string): Promise<KeyRow> {
  const [row] = await selectKeys(tx).where(eq(virtualKey.id, id)).for('update', { of: virtualKey });
  if (!row) throw new ConsoleError('not_found', `There is no key ${id}.`);
  if (row.key.revokedAt)
    throw new ConsoleError('conflict', `The key ${row.key.name} is revoked: make a new one.`);
  return row;
}

/** Keys as the console's JSON has them, with what each has spent of its budgets. */
export async function keyItemsOf(db: Queryable, rows: readonly KeyRow[], nowMs: number): Promise<KeyItem[]> {
  const owners = rows.map(({ key: { id, name, limits } }) => ({ scope: 'key' as const, id, name, limits }));
  const usage = await readBudgetUsage(db, owners, nowMs);
  return rows.map((row, index) => ({ ...keyFieldsOf(row, nowMs), usage: usage[index] ?? [] }));
}

/** One key as {@link keyItemsOf} gives it. */
export async function keyItemOf(db: Queryable, row: KeyRow, nowMs: number): Promise<KeyItem> {
  const [item] = await keyItemsOf(db, [row], nowMs);
  return item ?? { ...keyFieldsOf(row, nowMs), usage: [] };
}

/** A key as the console's JSON has it, without what it has spent. */
export const keyFieldsOf = ({ key, team: teamName }: KeyRow, nowMs: number): Omit<KeyItem, 'usage'> => ({
  id: key.id,
  name: key.name,
  hint: key.hint,
  status: statusOf(key, nowMs),
  team: teamName,
  models: key.models,
  tags: key.tags,
  ...limitFieldsOf(key.limits),
  origin: key.origin,
  expires_at: isoOrNull(key.expiresAt),
  revoked_at: isoOrNull(key.revokedAt),
  last_used_at: isoOrNull(key.lastUsedAt),
  created_by: key.createdBy,
  created_at: key.createdAt.toISOString(),
});

function statusOf(key: KeyRow['key'], nowMs: number): KeyItem['status'] {
  if (key.revokedAt) return 'revoked';
  return key.expiresAt && key.expiresAt.getTime() <= nowMs ? 'expired' : 'active';
}

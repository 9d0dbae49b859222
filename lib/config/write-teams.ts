import { eq, inArray } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { team } from '#db/schema/index.ts';
import { newId } from '#lib/gateway/new-id.ts';
import { batches } from './batches.ts';
import { type EntryChange, namesOf } from './entry-changes.ts';
import type { TeamSettings } from './schema/key.ts';
import { teamLimitsShape } from './schema/limits.ts';
import { storedLimits } from './stored-limits.ts';

/** Adds teams, before the keys that belong to them, and changes what the others may spend. */
export async function writeTeams(
  tx: Queryable,
  entries: readonly EntryChange[],
  teams: Readonly<Record<string, TeamSettings>>,
): Promise<void> {
  const limits = (name: string) => storedLimits(teams[name] ?? {}, teamLimitsShape);
  for (const names of batches(namesOf(entries, 'added'))) {
    await tx.insert(team).values(names.map((name) => ({ id: newId('team'), name, limits: limits(name) })));
  }
  for (const name of namesOf(entries, 'changed')) {
    await tx
      .update(team)
      .set({ limits: limits(name) })
      .where(eq(team.name, name));
  }
}

/** Removes teams, once no key belongs to them. */
export async function removeTeams(tx: Queryable, entries: readonly EntryChange[]): Promise<void> {
  for (const names of batches(namesOf(entries, 'removed'))) {
    await tx.delete(team).where(inArray(team.name, names));
  }
}

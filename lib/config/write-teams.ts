import { inArray } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { team } from '#db/schema/index.ts';
import { newId } from '#lib/gateway/new-id.ts';
import { batches } from './batches.ts';
import { type EntryChange, namesOf } from './entry-changes.ts';

/** Adds teams, before the keys that belong to them. */
export async function addTeams(tx: Queryable, entries: readonly EntryChange[]): Promise<void> {
  for (const names of batches(namesOf(entries, 'added'))) {
    await tx.insert(team).values(names.map((name) => ({ id: newId('team'), name })));
  }
}

/** Removes teams, once no key belongs to them. */
export async function removeTeams(tx: Queryable, entries: readonly EntryChange[]): Promise<void> {
  for (const names of batches(namesOf(entries, 'removed'))) {
    await tx.delete(team).where(inArray(team.name, names));
  }
}

import { inArray } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { auditEvent, provider, route, team, virtualKey } from '#db/schema/index.ts';
import { type Actor, actorName } from '#lib/auth/actor.ts';
import { newId } from '#lib/gateway/new-id.ts';
import { batches } from './batches.ts';
import type { EntryChange } from './entry-changes.ts';

const nouns: Readonly<Record<string, string>> = {
  organisation: 'organisation',
  providers: 'provider',
  models: 'model',
  routes: 'route',
  teams: 'team',
  keys: 'key',
};

const verbs = { added: 'create', changed: 'update', removed: 'delete' } as const;

/** What {@link auditEntries} writes down. */
export interface AuditedChange {
  readonly entries: readonly EntryChange[];
  /** Added to each row's detail. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Writes one audit row for each entry that changed, in the transaction of the change. Secrets are not in it. */
export async function auditEntries(
  tx: Queryable,
  actor: Actor,
  { entries, detail }: AuditedChange,
): Promise<void> {
  const ids = await subjectIds(tx, entries);
  const rows = entries.map(({ section, name, kind, changes }) => ({
    id: newId('aud'),
    actorKind: actor.kind,
    actorId: actor.kind === 'user' ? actor.id : null,
    actorName: actorName(actor),
    action: `${nouns[section] ?? section}.${section === 'keys' && kind === 'removed' ? 'revoke' : verbs[kind]}`,
    subjectId: ids.get(`${section} ${name}`) ?? null,
    subjectName: name,
    detail: { ...detail, changes: changes.map(({ at: _at, ...change }) => change) },
  }));
  for (const batch of batches(rows)) await tx.insert(auditEvent).values(batch);
}

/** Ids of what is still there; what was removed is known by its name. */
async function subjectIds(tx: Queryable, entries: readonly EntryChange[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const tables = { providers: provider, routes: route, teams: team, keys: virtualKey };
  for (const [section, table] of Object.entries(tables)) {
    const names = entries.filter((entry) => entry.section === section).map((entry) => entry.name);
    for (const batch of batches(names)) {
      const rows = await tx
        .select({ id: table.id, name: table.name })
        .from(table)
        .where(inArray(table.name, batch));
      for (const row of rows) ids.set(`${section} ${row.name}`, row.id);
    }
  }
  return ids;
}

import { eq, inArray } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { team, virtualKey } from '#db/schema/index.ts';
import { actorName } from '#lib/auth/actor.ts';
import { hashVirtualKey, makeVirtualKey, virtualKeyHint } from '#lib/credentials/virtual-key.ts';
import { newId } from '#lib/gateway/new-id.ts';
import type { ApplyOptions, GeneratedKey } from './apply-options.ts';
import type { ApplyPlan } from './apply-plan.ts';
import { batches } from './batches.ts';
import { type EntryChange, namesOf } from './entry-changes.ts';
import type { KeySettings } from './schema/key.ts';
import { keyLimitsShape } from './schema/limits.ts';
import { storedLimits } from './stored-limits.ts';

/** Adds, changes and revokes virtual keys, and answers with the secrets it had to make. */
export async function writeKeys(
  tx: Queryable,
  entries: readonly EntryChange[],
  { plan, options }: { readonly plan: ApplyPlan; readonly options: ApplyOptions },
): Promise<GeneratedKey[]> {
  for (const names of batches(namesOf(entries, 'removed'))) {
    await tx.update(virtualKey).set({ revokedAt: new Date() }).where(inArray(virtualKey.name, names));
  }
  const teams = new Map((await tx.select().from(team)).map(({ id, name }) => [name, id]));
  const generated: GeneratedKey[] = [];
  const made: (typeof virtualKey.$inferInsert)[] = [];
  for (const name of namesOf(entries, 'added', 'changed')) {
    const settings = plan.document.keys?.[name];
    if (settings === undefined) continue;
    const stored = plan.keys.get(name);
    const scope = scopeOf(settings, teams);
    if (stored && stored.revokedAt === null) {
      const secret = settings.secret === undefined ? {} : secretColumns(settings.secret, options);
      await tx
        .update(virtualKey)
        .set({ ...scope, ...secret })
        .where(eq(virtualKey.id, stored.id));
      continue;
    }
    const secret = settings.secret ?? makeVirtualKey().secret;
    if (settings.secret === undefined) generated.push({ name, secret });
    const fresh = { ...scope, ...secretColumns(secret, options), ...provenance(options) };
    if (stored === undefined) made.push({ id: newId('vk'), name, ...fresh });
    else await tx.update(virtualKey).set(fresh).where(eq(virtualKey.id, stored.id));
  }
  for (const rows of batches(made)) await tx.insert(virtualKey).values(rows);
  return generated;
}

function scopeOf(settings: KeySettings, teams: ReadonlyMap<string, string>) {
  return {
    teamId: settings.team === undefined ? null : (teams.get(settings.team) ?? null),
    models: settings.models ?? null,
    tags: settings.tags ?? {},
    limits: storedLimits(settings, keyLimitsShape),
    expiresAt: settings.expires_at === undefined ? null : new Date(settings.expires_at),
  };
}

function secretColumns(secret: string, { pepper }: ApplyOptions) {
  return { secretHash: hashVirtualKey(pepper, secret), hint: virtualKeyHint(secret) };
}

function provenance({ origin, actor }: ApplyOptions) {
  return { origin, createdBy: actorName(actor), createdAt: new Date(), revokedAt: null, lastUsedAt: null };
}

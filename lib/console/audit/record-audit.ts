import type { Queryable } from '#db/client.ts';
import { auditEvent } from '#db/schema/index.ts';
import { type Actor, actorName } from '../../auth/actor.ts';
import { newId } from '../../gateway/new-id.ts';

/** What was done to what. `detail` holds no secret: it is shown to everyone who may read the audit log. */
export interface AuditEntry {
  /** `noun.verb`, e.g. `key.revoke`. */
  readonly action: string;
  readonly subject?: { readonly id: string; readonly name: string };
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Writes one audit row. Called in the transaction of the change itself: either both happen or neither. */
export async function recordAudit(tx: Queryable, actor: Actor, entry: AuditEntry): Promise<void> {
  await tx.insert(auditEvent).values({
    id: newId('aud'),
    actorKind: actor.kind,
    actorId: actor.kind === 'user' ? actor.id : null,
    actorName: actorName(actor),
    action: entry.action,
    subjectId: entry.subject?.id ?? null,
    subjectName: entry.subject?.name ?? null,
    detail: entry.detail ?? {},
  });
}

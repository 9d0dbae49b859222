import { and, desc, eq, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { newId } from '#lib/gateway/new-id.ts';
import type { Queryable } from '../client.ts';
import { alert } from '../schema/index.ts';

/** What an alert may be about. */
export type AlertKind = (typeof alert.$inferSelect)['kind'];

/** Something that a person must act on, as it was seen. */
export interface SeenAlert {
  readonly kind: AlertKind;
  /** `provider` or `provider/credential`. */
  readonly subject: string;
  /** A sentence without secrets: what happened and what to do. */
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly times: number;
}

/** Raises an alert. While one of this kind and subject is open, whoever raised it, it is only counted. */
export async function raiseAlert(db: Queryable, seen: SeenAlert): Promise<void> {
  const { kind, subject, message, detail, firstSeen, lastSeen, times } = seen;
  await db
    .insert(alert)
    .values({
      id: newId('alr', firstSeen.getTime()),
      kind,
      subject,
      message,
      detail: { ...detail },
      raisedAt: firstSeen,
      lastSeenAt: lastSeen,
      seen: times,
    })
    .onConflictDoUpdate({
      target: [alert.kind, alert.subject],
      targetWhere: isNull(alert.resolvedAt),
      set: {
        message,
        detail: { ...detail },
        lastSeenAt: sql`greatest(${alert.lastSeenAt}, excluded.last_seen_at)`,
        seen: sql`${alert.seen} + excluded.seen`,
      },
    });
}

/** Resolves the open alerts of these kinds about a subject. `by` = who or what did, as people read it. */
export async function resolveAlerts(
  db: Queryable,
  about: { readonly kinds: readonly AlertKind[]; readonly subject: string; readonly by: string },
): Promise<void> {
  const { kinds, subject, by } = about;
  await db
    .update(alert)
    .set({ resolvedAt: sql`now()`, resolvedBy: by })
    .where(and(inArray(alert.kind, [...kinds]), eq(alert.subject, subject), isNull(alert.resolvedAt)));
}

/** Longer than any list of troubles that a person could work through. */
const openAlertsRead = 1_000;

/** Alerts that are open now, newest first. */
export const readOpenAlerts = (db: Queryable, limit = openAlertsRead) =>
  db
    .select()
    .from(alert)
    .where(isNull(alert.resolvedAt))
    .orderBy(desc(alert.raisedAt), desc(alert.id))
    .limit(limit);

/** Removes alerts that were resolved more than 30 days ago. */
export async function removeOldAlerts(db: Queryable): Promise<void> {
  await db
    .delete(alert)
    .where(and(isNotNull(alert.resolvedAt), lt(alert.resolvedAt, sql`now() - interval '30 days'`)));
}

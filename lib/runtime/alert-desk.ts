import { rootCause } from '#db/database-error.ts';
import type { AlertKind, SeenAlert } from '#db/stores/alerts.ts';
import { storableName } from '#db/stores/record-rows.ts';

/** An alert, before it is known how often it was seen. */
export type Alert = Pick<SeenAlert, 'kind' | 'subject' | 'message' | 'detail'>;

/** Where alerts are written to. */
export interface AlertDeskDeps {
  raise(seen: SeenAlert): Promise<void>;
  resolve(about: { kinds: readonly AlertKind[]; subject: string; by: string }): Promise<void>;
  /** Unix milliseconds. */
  now(): number;
  /** Told once when alerts begin to wait for the database. */
  report(message: string, error: unknown): void;
  /** Alerts that may wait; of more, the newest are dropped and counted. Default 1,000. */
  readonly capacity?: number;
}

/** Takes alerts and their ends at any moment and writes them down outside the path of any request. */
export interface AlertDesk {
  /** Never blocks, never throws. */
  raise(alert: Alert): void;
  /** What an alert was about is well again; `by` = what told so. */
  resolve(kind: AlertKind, subject: string, by: string): void;
  /** Writes what waits. Never rejects: while the database is away, all of it stays. */
  flush(): Promise<void>;
  stats(): { readonly queued: number; readonly dropped: number };
}

type Pending =
  | { readonly type: 'raise'; readonly seen: SeenAlert }
  | { readonly type: 'resolve'; readonly kind: AlertKind; readonly subject: string; readonly by: string };

/** What waits is kept once per kind and subject: the last word counts, and how often it was seen before. */
export function createAlertDesk(deps: AlertDeskDeps): AlertDesk {
  const { now, report, capacity = 1_000 } = deps;
  const pending = new Map<string, Pending>();
  let dropped = 0;
  let isAway = false;
  const keyOf = (kind: AlertKind, subject: string) => `${kind} ${subject}`;

  const put = (key: string, next: Pending) => {
    if (!pending.has(key) && pending.size >= capacity) dropped += 1;
    else pending.set(key, next);
  };
  const write = (op: Pending) =>
    op.type === 'raise'
      ? deps.raise(op.seen)
      : deps.resolve({ kinds: [op.kind], subject: op.subject, by: op.by });
  /** What could not be written waits again, unless a later word has come meanwhile. */
  const putBack = (key: string, op: Pending) => {
    const later = pending.get(key);
    if (later === undefined) pending.set(key, op);
    else if (later.type === 'raise' && op.type === 'raise')
      pending.set(key, { type: 'raise', seen: together(op.seen, later.seen) });
  };

  return {
    raise(alert) {
      const key = keyOf(alert.kind, alert.subject);
      const at = new Date(now());
      // A provider's own words may hold what the database does not take.
      const message = storableName(alert.message);
      const seen: SeenAlert = { ...alert, message, firstSeen: at, lastSeen: at, times: 1 };
      const before = pending.get(key);
      put(key, { type: 'raise', seen: before?.type === 'raise' ? together(before.seen, seen) : seen });
    },
    resolve: (kind, subject, by) => put(keyOf(kind, subject), { type: 'resolve', kind, subject, by }),
    async flush() {
      for (const [key, op] of [...pending]) {
        pending.delete(key);
        try {
          await write(op);
          isAway = false;
        } catch (error) {
          putBack(key, op);
          if (!isAway) report('Alerts cannot be written; they wait in memory.', rootCause(error));
          isAway = true;
          return;
        }
      }
    },
    stats: () => ({ queued: pending.size, dropped }),
  };
}

const together = (earlier: SeenAlert, later: SeenAlert): SeenAlert => ({
  ...later,
  firstSeen: earlier.firstSeen,
  times: earlier.times + later.times,
});

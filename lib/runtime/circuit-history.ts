import type { Logger } from 'pino';
import type { Database } from '#db/client.ts';
import { insertCircuitEvents } from '#db/stores/circuit-events.ts';
import { newId } from '#lib/gateway/new-id.ts';
import type { CircuitTransition } from '#lib/gateway/resilience/circuit-transition.ts';
import { createBackgroundWriter } from './background-writer.ts';

/** What the circuits of a process went through, written down. */
export interface CircuitHistory {
  note(transition: CircuitTransition): void;
  stats(): { readonly queued: number; readonly dropped: number };
  close(deadlineMs: number): Promise<void>;
}

/** Makes each change of a circuit one line of the log and one row, outside the path of any request. */
export function createCircuitHistory(input: {
  readonly db: Database['db'];
  readonly instanceId: string;
  readonly log: Logger;
}): CircuitHistory {
  const { db, instanceId, log } = input;
  const writer = createBackgroundWriter({
    write: (rows: readonly Parameters<typeof insertCircuitEvents>[1][number][]) =>
      insertCircuitEvents(db, rows),
    report: (message, error) => log.error({ err: error }, message),
    what: 'Changes of circuits',
  });
  return {
    note({ target, atMs, from, to, reason, nextProbeAtMs }) {
      const nextProbeAt = nextProbeAtMs === null ? null : new Date(nextProbeAtMs);
      writer.add({
        id: newId('cev', atMs),
        at: new Date(atMs),
        instanceId,
        target,
        from,
        to,
        reason,
        nextProbeAt,
      });
      log.info({
        event: 'circuit',
        target,
        from,
        to,
        reason,
        next_probe_at: nextProbeAt,
        instance: instanceId,
      });
    },
    stats: writer.stats,
    close: writer.close,
  };
}

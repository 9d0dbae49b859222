import type { Clock } from '../ports.ts';

/** A clock that only a test moves. */
export interface ManualClock extends Clock {
  /** Moves time and runs what became due, in order, letting promises settle in between. */
  advance(ms: number): Promise<void>;
  /** Timers that are still set: a finished request must leave none. */
  pending(): number;
}

/** Lets everything that is ready run: promises settle through a few turns of the event loop. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A clock that starts at a fixed moment. */
export function createManualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let nowMs = 0;
  let serial = 0;
  const timers = new Map<number, { dueMs: number; callback: () => void }>();
  return {
    now: () => startMs + nowMs,
    monotonic: () => nowMs,
    after(ms, callback) {
      serial += 1;
      const id = serial;
      timers.set(id, { dueMs: nowMs + Math.max(0, ms), callback });
      return () => timers.delete(id);
    },
    pending: () => timers.size,
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settle();
      for (;;) {
        const due = [...timers]
          .sort(([, a], [, b]) => a.dueMs - b.dueMs)
          .find(([, timer]) => timer.dueMs <= untilMs);
        if (due === undefined) break;
        timers.delete(due[0]);
        nowMs = Math.max(nowMs, due[1].dueMs);
        due[1].callback();
        await settle();
      }
      nowMs = untilMs;
      await settle();
    },
  };
}

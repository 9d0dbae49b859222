import type { GatewayPorts } from '../ports.ts';
import { type CheckEntry, intervalMs } from './check-entry.ts';

/** What the loop works on. */
export interface CheckLoopInput {
  readonly ports: Pick<GatewayPorts, 'clock' | 'logError'>;
  entries(): Iterable<CheckEntry>;
  /** Looks for what has changed elsewhere; called each time before the loop looks for what is due. */
  catchUp(): void;
  /** Makes one check and says when the next one of this entry is due. */
  check(entry: CheckEntry, stop: AbortSignal): Promise<void>;
}

/** Starts checks when they are due. */
export interface CheckLoop {
  start(): void;
  /** Ends calls under way; nothing is called afterwards, and no timer is left. */
  stop(): Promise<void>;
}

/** Calls at once, over all providers. */
const maxRunning = 8;
/** How soon a change of the configuration, or of the bench by traffic, is noticed. Milliseconds. */
const followMs = 1_000;

/** One timer for all checks. */
export function createCheckLoop(input: CheckLoopInput): CheckLoop {
  const { clock, logError } = input.ports;
  const running = new Set<Promise<void>>();
  let cancelWake: () => void = () => {};
  let started = false;

  const run = (entry: CheckEntry) => {
    const controller = new AbortController();
    entry.running = controller;
    // Should the check fail in a way of our own, it is made again all the same.
    entry.dueMs = clock.monotonic() + intervalMs;
    const work = input
      .check(entry, controller.signal)
      .catch((error) => logError('A background health check failed.', error))
      .then(() => {
        entry.running = null;
        running.delete(work);
        wake();
      });
    running.add(work);
  };
  const wake = () => {
    if (!started) return;
    cancelWake();
    let ms = followMs;
    try {
      input.catchUp();
      for (const entry of dueEntries(input.entries(), clock.monotonic()))
        if (running.size < maxRunning) run(entry);
      if (running.size < maxRunning) ms = Math.min(ms, untilDue(input.entries(), clock.monotonic()));
    } catch (error) {
      logError('Background health checks failed; they go on.', error);
    }
    cancelWake = clock.after(ms, wake);
  };

  return {
    start() {
      if (started) return;
      started = true;
      wake();
    },
    async stop() {
      started = false;
      cancelWake();
      for (const entry of input.entries()) entry.running?.abort();
      await Promise.all(running);
    },
  };
}

/** Those that have waited longest come first. */
function dueEntries(entries: Iterable<CheckEntry>, nowMs: number): CheckEntry[] {
  const due = [...entries].filter((entry) => entry.running === null && entry.dueMs <= nowMs);
  return due.sort((a, b) => a.dueMs - b.dueMs);
}

/** Milliseconds until the next check is due; infinite when none is. */
function untilDue(entries: Iterable<CheckEntry>, nowMs: number): number {
  let ms = Number.POSITIVE_INFINITY;
  for (const entry of entries) if (entry.running === null) ms = Math.min(ms, entry.dueMs - nowMs);
  return Math.max(0, ms);
}

import type { Clock } from '../../ports.ts';

/** So many wait for one target; more would only time out. */
const maxInLine = 1_000;
/** What makes room without a call that ends (a credential that returns, a correction elsewhere) is found so soon. Milliseconds. */
const lookAgainMs = 1_000;

/** One call that waits for room at any of several targets. */
export interface Waiter {
  /** Ids of targets. */
  readonly targets: readonly string[];
  /**
   * Takes room at this target when there is some, and is over then; else the wait in milliseconds, null = until a call ends.
   * `hopeless` = it no longer waits for this one.
   */
  claim(target: string): 'claimed' | 'hopeless' | number | null;
}

/** Lines before targets without room: first come, first served. */
export interface RoomQueue {
  /** Whether somebody waits for this target. */
  isWaitedFor(target: string): boolean;
  /** Gets in line, and asks at once; the function leaves. Null when a line is full. */
  join(waiter: Waiter): (() => void) | null;
  /** There may be room at this target now. */
  wake(target: string): void;
}

interface Line {
  readonly waiters: Set<Waiter>;
  cancelTimer: () => void;
}

/** The lines of one process. */
export function createRoomQueue(clock: Clock): RoomQueue {
  const lines = new Map<string, Line>();

  const lineOf = (target: string): Line => {
    const line = lines.get(target) ?? { waiters: new Set(), cancelTimer: () => {} };
    lines.set(target, line);
    return line;
  };
  const leave = (waiter: Waiter, targets: readonly string[]) => {
    for (const target of targets) {
      const line = lines.get(target);
      if (line?.waiters.delete(waiter) !== true || line.waiters.size > 0) continue;
      line.cancelTimer();
      lines.delete(target);
    }
  };
  const wake = (target: string) => {
    const line = lines.get(target);
    if (line === undefined) return;
    line.cancelTimer();
    for (const waiter of line.waiters) {
      const answer = waiter.claim(target);
      if (answer === 'claimed') leave(waiter, waiter.targets);
      else if (answer === 'hopeless') leave(waiter, [target]);
      else {
        // Who came first is not overtaken by one that needs less.
        const waitMs = Math.min(answer ?? lookAgainMs, lookAgainMs);
        line.cancelTimer = clock.after(waitMs, () => wake(target));
        return;
      }
    }
  };

  return {
    isWaitedFor: (target) => lines.has(target),
    join(waiter) {
      if (waiter.targets.some((target) => (lines.get(target)?.waiters.size ?? 0) >= maxInLine)) return null;
      for (const target of waiter.targets) lineOf(target).waiters.add(waiter);
      for (const target of waiter.targets) if (lines.get(target)?.waiters.has(waiter)) wake(target);
      return () => leave(waiter, waiter.targets);
    },
    wake,
  };
}

import type { Clock } from '../ports.ts';

/** A limit that can be moved cheaply: moving it sets a number, no timer is made or cancelled. */
export interface Watchdog {
  /** Fires `ms` from now unless it is moved again first. */
  expectWithin(ms: number, onLate: () => void): void;
  stop(): void;
}

/**
 * One timer for a limit that moves with every event of a stream. When the timer goes off early because the limit
 * has moved since, it is set once more for the rest.
 */
export function createWatchdog(clock: Clock): Watchdog {
  let dueAt = 0;
  let late: () => void = () => {};
  let cancel: (() => void) | null = null;
  let timerDueAt = 0;

  const arm = () => {
    timerDueAt = dueAt;
    cancel = clock.after(dueAt - clock.monotonic(), () => {
      cancel = null;
      if (clock.monotonic() >= dueAt) late();
      else arm();
    });
  };

  return {
    expectWithin(ms, onLate) {
      dueAt = clock.monotonic() + ms;
      late = onLate;
      if (cancel !== null && timerDueAt <= dueAt) return;
      cancel?.();
      arm();
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}

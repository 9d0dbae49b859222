import type { ChildProcess } from 'node:child_process';

/** A child process that is started again whenever it ends by itself. */
export interface SupervisedChild {
  /** The process that runs now; null while waiting to start the next. */
  current(): ChildProcess | null;
  /** Asks it over its channel to stop, and kills it after `limitMs`. It is not started again. */
  stop(limitMs: number): Promise<void>;
}

/** How to start it, and what to do when it ended. */
export interface Supervision {
  /** Starts the process, with an IPC channel. */
  start(): ChildProcess;
  /** It ended unasked and is started again after `delayMs`. */
  onCrash(reason: string, delayMs: number): void;
  /** The wait before the first restart; doubled for each further one, up to `mostMs`. */
  readonly leastMs?: number;
  readonly mostMs?: number;
  /** Having run for this long, it counts as sound, and the next wait is the least again. */
  readonly steadyMs?: number;
}

/** Starts a child process and keeps it running until it is stopped. */
export function superviseChild(supervision: Supervision): SupervisedChild {
  const { leastMs = 250, mostMs = 10_000, steadyMs = 30_000 } = supervision;
  let child: ChildProcess | null = null;
  let restart: NodeJS.Timeout | undefined;
  let stopping = false;
  let delayMs = leastMs;

  const begin = () => {
    const startedAt = performance.now();
    const started = supervision.start();
    child = started;
    const ended = (reason: string) => {
      if (child !== started) return;
      child = null;
      if (stopping) return;
      if (performance.now() - startedAt > steadyMs) delayMs = leastMs;
      supervision.onCrash(reason, delayMs);
      restart = setTimeout(begin, delayMs);
      delayMs = Math.min(delayMs * 2, mostMs);
    };
    started.once('error', (error) => ended(error.message));
    started.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
  };

  begin();
  return {
    current: () => child,
    async stop(limitMs) {
      stopping = true;
      clearTimeout(restart);
      if (child !== null) await stopChild(child, limitMs);
    },
  };
}

function stopChild(child: ChildProcess, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    if (child.connected) child.send({ type: 'stop' }, () => {});
    else child.kill('SIGKILL');
  });
}

/** What has been started and must be stopped. */
export interface Shutdown {
  /**
   * Remembers how to stop something. Once stopping has begun it is stopped at once, so that what was still starting
   * is not left behind.
   * @param limitMs how long the others wait for it
   */
  add(name: string, stop: () => void | Promise<void>, limitMs?: number): void;
  /** Stops everything, last started first. May be called more than once. */
  run(): Promise<void>;
}

const usualLimitMs = 5_000;

/** Collects what to stop. `report` hears of what failed to stop or took too long; the rest is stopped all the same. */
export function createShutdown(report: (sentence: string) => void): Shutdown {
  const stops: (() => Promise<void>)[] = [];
  let running: Promise<void> | null = null;

  const stopAll = async () => {
    for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
  };
  return {
    add(name, stop, limitMs = usualLimitMs) {
      const bounded = () => stopWithin({ name, stop, limitMs, report });
      if (running === null) stops.push(bounded);
      else running = Promise.all([running, bounded()]).then(() => {});
    },
    run() {
      running ??= stopAll();
      return running;
    },
  };
}

interface Stop {
  readonly name: string;
  readonly stop: () => void | Promise<void>;
  readonly limitMs: number;
  readonly report: (sentence: string) => void;
}

async function stopWithin({ name, stop, limitMs, report }: Stop): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limitMs);
  });
  try {
    const outcome = await Promise.race([Promise.resolve().then(stop), tooLong]);
    if (outcome === 'late') report(`Stopping ${name} took longer than ${limitMs} ms; going on without it.`);
  } catch (error) {
    report(`Stopping ${name} failed: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** What is stopped, in this order: no work comes in, what was done is written down, what was written to goes last. */
const stopOrder = [
  'front door',
  'data plane',
  'console',
  'database connections',
  'embedded database',
] as const;

/** A member of {@link stopOrder}. */
export type StopPlace = (typeof stopOrder)[number];

/** What has been started and must be stopped. */
export interface Shutdown {
  /**
   * Remembers how to stop something. Once stopping has begun it is stopped at once, so that what was still starting
   * is not left behind.
   * @param limitMs how long the others wait for it
   */
  add(place: StopPlace, stop: () => void | Promise<void>, limitMs?: number): void;
  /** Stops everything. May be called more than once. */
  run(): Promise<void>;
}

const usualLimitMs = 5_000;

/** Collects what to stop. `report` hears of what failed to stop or took too long; the rest is stopped all the same. */
export function createShutdown(report: (sentence: string) => void): Shutdown {
  const stops = new Map<StopPlace, (() => Promise<void>)[]>();
  let running: Promise<void> | null = null;

  const stopAll = async () => {
    for (const place of stopOrder) await Promise.all((stops.get(place) ?? []).map((stop) => stop()));
  };
  return {
    add(place, stop, limitMs = usualLimitMs) {
      const bounded = () => stopWithin({ place, stop, limitMs, report });
      if (running === null) stops.set(place, [...(stops.get(place) ?? []), bounded]);
      else running = Promise.all([running, bounded()]).then(() => {});
    },
    async run() {
      running ??= stopAll();
      // Something may have been added, and be stopping, since it was looked at.
      for (let seen: Promise<void> | null = null; seen !== running; ) {
        seen = running;
        await seen;
      }
    },
  };
}

interface Stop {
  readonly place: StopPlace;
  readonly stop: () => void | Promise<void>;
  readonly limitMs: number;
  readonly report: (sentence: string) => void;
}

async function stopWithin({ place, stop, limitMs, report }: Stop): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limitMs);
  });
  try {
    const outcome = await Promise.race([Promise.resolve().then(stop), tooLong]);
    if (outcome === 'late')
      report(`Stopping the ${place} took longer than ${limitMs} ms; going on without it.`);
  } catch (error) {
    report(`Stopping the ${place} failed: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

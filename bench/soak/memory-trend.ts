import type { MemorySight } from '../memory-probe.ts';

/** Memory at one moment of a soak. */
export interface MemorySample extends MemorySight {
  /** Requests done by then. */
  readonly done: number;
}

/** Whether memory stays where it is. */
export interface MemoryTrend {
  readonly flat: boolean;
  /** Bytes of heap, after a full collection, that a thousand requests leave behind. */
  readonly heapPerThousand: number;
  readonly sentence: string;
}

/** What caches, pools and histories that are still filling may add. Bytes. */
const allowedGrowth = 12 * 1024 * 1024;
/** A leak of a few hundred bytes a request shows in a long run. Bytes for a thousand requests. */
const allowedSlope = 100 * 1024;

/** Judges samples after the warm-up: a line through the heap, and where it began and ended. Null with fewer than four. */
export function memoryTrend(samples: readonly MemorySample[]): MemoryTrend | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || samples.length < 4) return null;
  const heapPerThousand = slope(samples.map(({ done, heapUsed }) => [done, heapUsed])) * 1_000;
  const growth = last.heapUsed - first.heapUsed;
  const flat = growth < allowedGrowth && heapPerThousand < allowedSlope;
  const mib = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
  const sentence =
    `heap ${mib(first.heapUsed)} MiB after ${first.done} requests, ${mib(last.heapUsed)} MiB after ${last.done} ` +
    `(${Math.round(heapPerThousand)} bytes for a thousand requests), resident ${mib(first.rss)} and ${mib(last.rss)} MiB`;
  return { flat, heapPerThousand, sentence };
}

/** Of the least-squares line. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const under = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return under === 0 ? 0 : over / under;
}

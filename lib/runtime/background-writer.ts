import { rootCause } from '#db/database-error.ts';
import { writeSalvaging } from '#db/stores/write-salvaging.ts';

/** How rows are queued and written. */
export interface BackgroundWriterInput<Row> {
  /** Writes some rows, all or none. Writing them twice must do no harm: a commit may go unconfirmed. */
  write(rows: readonly Row[]): Promise<void>;
  /** Rows that may wait; more are dropped and counted. Default 10,000. */
  readonly capacity?: number;
  /** Pause before a batch is written, in milliseconds; after a failure it doubles up to 5 s. Default 250. */
  readonly pauseMs?: number;
  /** Told once when rows begin to wait for the database, and when one is lost. */
  report(message: string, error: unknown): void;
  /** What the rows are, in a sentence: `Changes of circuits`. */
  readonly what: string;
}

/** Writes rows in batches, in order, outside the path of any request. */
export interface BackgroundWriter<Row> {
  /** Never blocks, never throws. */
  add(row: Row): void;
  stats(): { readonly queued: number; readonly dropped: number };
  /** Writes what is queued for at most `deadlineMs`, then gives up. */
  close(deadlineMs: number): Promise<void>;
}

const batchSize = 500;
const maxPauseMs = 5_000;

/** Makes one; rows wait in memory while the database is away. */
export function createBackgroundWriter<Row>(input: BackgroundWriterInput<Row>): BackgroundWriter<Row> {
  const { write, capacity = 10_000, pauseMs = 250, report, what } = input;
  let queue: Row[] = [];
  let dropped = 0;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;

  const writeBatch = async () => {
    if (queue.length === 0) return;
    const batch = queue.slice(0, batchSize);
    try {
      const refused = await writeSalvaging(batch, write);
      for (const { error } of refused) report(`${what}: the database refused one; it is lost.`, error);
      dropped += refused.length;
      queue = queue.slice(batch.length);
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === 1) report(`${what} cannot be written; they wait in memory.`, rootCause(error));
    }
  };
  const schedule = () => {
    if (timer !== undefined || closed || queue.length === 0) return;
    timer = setTimeout(
      () => {
        running = writeBatch().then(() => {
          timer = undefined;
          schedule();
        });
      },
      Math.min(pauseMs * 2 ** failures, maxPauseMs),
    );
    timer.unref();
  };
  /** A database that is away is not waited for: the process is ending. */
  const writeAll = async () => {
    await running;
    do await writeBatch();
    while (queue.length > 0 && failures === 0);
  };

  return {
    add(row) {
      if (closed || queue.length >= capacity) dropped += 1;
      else queue.push(row);
      schedule();
    },
    stats: () => ({ queued: queue.length, dropped }),
    async close(deadlineMs) {
      closed = true;
      clearTimeout(timer);
      let deadline: NodeJS.Timeout | undefined;
      const passed = new Promise<void>((resolve) => {
        deadline = setTimeout(resolve, deadlineMs);
      });
      await Promise.race([writeAll(), passed]);
      clearTimeout(deadline);
      dropped += queue.length;
      queue = [];
    },
  };
}

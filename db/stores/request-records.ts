import type { GatewayPorts, RequestRecorder } from '#lib/gateway/ports.ts';
import type { RequestRecord } from '#lib/gateway/request-record.ts';
import type { Database } from '../client.ts';
import { rootCause } from '../database-error.ts';
import { insertRecords, touchKeys } from './insert-records.ts';
import { writeSalvaging } from './write-salvaging.ts';

const firstRetryMs = 100;
const maxRetryMs = 5_000;
const dropReportMs = 10_000;

/** How records are queued and written. */
export interface RecordWriterOptions {
  /** Records that may wait; more are dropped and counted. Default 10,000. */
  readonly capacity?: number;
  /** Longest time a record waits for company, in milliseconds. Default 250. */
  readonly flushIntervalMs?: number;
  /** Records per transaction. Default 500. */
  readonly batchSize?: number;
  readonly log: GatewayPorts['logError'];
}

/** Counters since the start. A record is either still queued, written or dropped. */
export interface RecordWriterStats {
  readonly queued: number;
  readonly written: number;
  readonly dropped: number;
}

/** Writes request records in batches, outside the path of any request. */
export interface RecordWriter extends RequestRecorder {
  stats(): RecordWriterStats;
  /** Resolves when everything queued at the call is written or dropped; waits for a database that is down. */
  flush(): Promise<void>;
  /** Accepts nothing more, writes what it can within `deadlineMs`, and drops and counts the rest. */
  close(deadlineMs: number): Promise<void>;
}

/** Makes the recorder of a gateway process. It never throws into a request, whatever the database does. */
export function createRecordWriter(
  database: Pick<Database, 'db'>,
  options: RecordWriterOptions,
): RecordWriter {
  return new BatchedRecordWriter(database, options);
}

class BatchedRecordWriter implements RecordWriter {
  readonly #database: Pick<Database, 'db'>;
  readonly #capacity: number;
  readonly #flushIntervalMs: number;
  readonly #batchSize: number;
  readonly #log: GatewayPorts['logError'];
  /** A batch stays at its head until it is written, so that it counts against the capacity. */
  #queue: RequestRecord[] = [];
  #written = 0;
  #dropped = 0;
  #accepted = 0;
  #phase: 'open' | 'closing' | 'closed' = 'open';
  #timer: NodeJS.Timeout | null = null;
  #draining = false;
  #lastDropReport = 0;
  #endPause = () => {};
  #waiters: { readonly until: number; readonly done: () => void }[] = [];
  readonly #lastUsedMs = new Map<string, number>();

  constructor(database: Pick<Database, 'db'>, options: RecordWriterOptions) {
    this.#database = database;
    this.#capacity = options.capacity ?? 10_000;
    this.#flushIntervalMs = options.flushIntervalMs ?? 250;
    this.#batchSize = options.batchSize ?? 500;
    this.#log = options.log;
  }

  write(record: RequestRecord): void {
    if (this.#phase !== 'open' || this.#queue.length >= this.#capacity) {
      this.#drop(1);
      return;
    }
    this.#queue.push(record);
    this.#accepted++;
    if (this.#queue.length >= this.#batchSize) void this.#drain();
    else this.#timer ??= setTimeout(() => void this.#drain(), this.#flushIntervalMs).unref();
  }

  stats(): RecordWriterStats {
    return { queued: this.#queue.length, written: this.#written, dropped: this.#dropped };
  }

  flush(): Promise<void> {
    if (this.#queue.length === 0) return Promise.resolve();
    void this.#drain();
    return new Promise((done) => this.#waiters.push({ until: this.#accepted, done }));
  }

  async close(deadlineMs: number): Promise<void> {
    if (this.#phase === 'open') this.#phase = 'closing';
    this.#endPause();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((passed) => {
      timer = setTimeout(passed, deadlineMs);
    });
    await Promise.race([this.flush(), deadline]);
    clearTimeout(timer);
    this.#phase = 'closed';
    this.#endPause();
    if (this.#queue.length === 0) return;
    this.#log(`${this.#queue.length} request records could not be written in time and are lost.`, null);
    this.#dropped += this.#queue.length;
    this.#queue = [];
    this.#settle();
  }

  /** Writes batch after batch until nothing waits. Only one runs at a time, so that records keep their order. */
  async #drain(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#draining) return;
    this.#draining = true;
    let failures = 0;
    while (this.#queue.length > 0 && this.#phase !== 'closed') {
      // Smaller after each failure: a database that is slow rather than gone may still manage that much.
      const batch = this.#queue.slice(0, Math.max(1, this.#batchSize >> Math.min(failures, 10)));
      try {
        await this.#writeBatch(batch);
        failures = 0;
      } catch (error) {
        failures++;
        if (failures === 1)
          this.#log('Request records cannot be written; they wait in memory.', rootCause(error));
        await this.#pause(failures);
      }
    }
    this.#draining = false;
  }

  async #writeBatch(batch: readonly RequestRecord[]): Promise<void> {
    const refused = await writeSalvaging(batch, (rows) => insertRecords(this.#database.db, rows));
    // The deadline of a close may have passed meanwhile, and the batch been given up and counted.
    if (this.#phase === 'closed') return;
    for (const { row, error } of refused) {
      this.#log(`The database refused the record of request ${row.id}; it is lost.`, rootCause(error));
    }
    this.#queue.splice(0, batch.length);
    this.#written += batch.length - refused.length;
    this.#dropped += refused.length;
    await this.#touchKeys(batch);
    this.#settle();
  }

  async #touchKeys(batch: readonly RequestRecord[]): Promise<void> {
    for (const { keyId, startedAtMs } of batch) {
      this.#lastUsedMs.set(keyId, Math.max(startedAtMs, this.#lastUsedMs.get(keyId) ?? 0));
    }
    try {
      await touchKeys(this.#database.db, this.#lastUsedMs);
      this.#lastUsedMs.clear();
    } catch (error) {
      this.#log('The last use of virtual keys was not noted; the next batch will note it.', rootCause(error));
    }
  }

  #pause(failures: number): Promise<void> {
    const ms =
      this.#phase === 'open' ? Math.min(firstRetryMs * 2 ** (failures - 1), maxRetryMs) : firstRetryMs;
    return new Promise((resume) => {
      const timer = setTimeout(resume, ms);
      this.#endPause = () => {
        clearTimeout(timer);
        resume();
      };
    });
  }

  #drop(count: number): void {
    this.#dropped += count;
    const now = Date.now();
    if (now - this.#lastDropReport < dropReportMs) return;
    this.#lastDropReport = now;
    this.#log(
      `Request records are being dropped, ${this.#dropped} so far: the queue is full or closed.`,
      null,
    );
  }

  /** Everything accepted is queued or settled, so what left the queue is the difference. */
  #settle(): void {
    const settled = this.#accepted - this.#queue.length;
    const ready = this.#waiters.filter((waiter) => waiter.until <= settled);
    this.#waiters = this.#waiters.filter((waiter) => waiter.until > settled);
    for (const waiter of ready) waiter.done();
  }
}

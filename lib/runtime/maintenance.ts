import type { Logger } from 'pino';
import type { Database } from '#db/client.ts';
import { rootCause } from '#db/database-error.ts';
import { readRequestsDays, tidyPartitions } from '#db/stores/retention.ts';
import { rollUp } from '#db/stores/rollups.ts';

/** What keeping the records in order needs. */
export interface MaintenanceDeps {
  readonly db: Database['db'];
  readonly log: Pick<Logger, 'info' | 'error'>;
  /** Unix milliseconds. */
  now(): number;
}

/** Partitions are looked after this often, in milliseconds. */
const tidyEveryMs = 10 * 60_000;
/** Slices that one run sums at most: others want the database too. */
const slicesPerRun = 5;

/**
 * Makes the work that keeps the records in order: sums of what was recorded, partitions ahead of time, and the end of what
 * is too old. Every gateway process calls it every few seconds; the database lets one at a time do it. Never rejects.
 */
export function createMaintenance({ db, log, now }: MaintenanceDeps): () => Promise<void> {
  let tidiedAtMs = Number.NEGATIVE_INFINITY;
  let failing = false;
  const run = async () => {
    if ((await sum(db)) === 'behind') return;
    // A clock that was set back must not put it off.
    if (Math.abs(now() - tidiedAtMs) < tidyEveryMs) return;
    const { made, dropped } = await tidyPartitions(db, now(), await readRequestsDays(db));
    if (dropped.length > 0) log.info({ event: 'partitions_dropped', partitions: dropped });
    if (made.length > 0) log.info({ event: 'partitions_made', partitions: made });
    tidiedAtMs = now();
  };
  return async () => {
    try {
      await run();
      failing = false;
    } catch (error) {
      // Said once: the next run tries again, and sums are exact without it, only slower.
      if (!failing) log.error({ err: rootCause(error) }, 'The records could not be summed and tidied.');
      failing = true;
    }
  };
}

async function sum(db: Database['db']) {
  for (let slice = 1; slice < slicesPerRun; slice += 1) {
    const progress = await rollUp(db);
    if (progress !== 'behind') return progress;
  }
  return rollUp(db);
}

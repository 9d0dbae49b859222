import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#db/client.ts';
import { DatabaseTrouble } from './database-trouble.ts';

/** Waiting for a database that is away when the process starts. */
export interface AwaitDatabaseInput {
  /** Tried again and again. */
  open(): Promise<Database>;
  /** Aborted when the process is asked to stop. */
  readonly asked: AbortSignal;
  /** Told why it waits, when that changes. */
  report(sentence: string): void;
  /** Between two tries; as often as a database that has just come up should be noticed. */
  readonly pauseMs?: number;
}

/**
 * The database, as soon as there is one: a server that is away or starting is waited for, so that a gateway which
 * starts during an outage serves when it ends.
 * @throws DatabaseTrouble when it refuses us: waiting would change nothing. Whatever `asked` was aborted with.
 */
export async function awaitDatabase(input: AwaitDatabaseInput): Promise<Database> {
  const { open, asked, report, pauseMs = 1_000 } = input;
  let told = '';
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof DatabaseTrouble) || !error.passing) throw error;
      if (error.message !== told) report(error.message);
      told = error.message;
      await sleep(pauseMs, undefined, { signal: asked });
    }
  }
}

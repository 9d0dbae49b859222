import type { Logger } from 'pino';
import type { DatabaseTarget } from '#db/client.ts';
import type { Environment } from './env.ts';
import { keepEmbeddedDatabase } from './keep-embedded-database.ts';
import { publishDatabase, withdrawDatabase } from './running-database.ts';
import type { Shutdown } from './shutdown.ts';

/** What finding the database needs. */
export interface DatabaseTargetInput {
  readonly environment: Pick<Environment, 'databaseUrl' | 'dataDir'>;
  readonly log: Logger;
  readonly shutdown: Shutdown;
}

/** Stopping the embedded database writes out what it holds in memory. */
const embeddedStopLimitMs = 12_000;

/**
 * The server that DATABASE_URL names, or the embedded database, started.
 * @throws Error with a sentence for the operator when the embedded database cannot start.
 */
export async function databaseTarget(input: DatabaseTargetInput): Promise<DatabaseTarget> {
  const { environment, log, shutdown } = input;
  if (environment.databaseUrl !== null) return { url: environment.databaseUrl };
  const kept = await keepEmbeddedDatabase({ dataDir: environment.dataDir, log });
  const { dataDir } = environment;
  publishDatabase(dataDir, kept.socketPath);
  shutdown.add(
    'embedded database',
    () => kept.stop().finally(() => withdrawDatabase(dataDir)),
    embeddedStopLimitMs,
  );
  return { socketPath: kept.socketPath };
}

import type { Logger } from 'pino';
import { connectDatabase, type Database } from '#db/client.ts';
import { rootCause, sqlState } from '#db/database-error.ts';
import { migrateDatabase } from '#db/migrate.ts';
import type { Environment } from './env.ts';
import { keepEmbeddedDatabase } from './keep-embedded-database.ts';
import type { Shutdown } from './shutdown.ts';

/** What opening the database needs. */
export interface OpenDatabaseInput {
  readonly environment: Pick<Environment, 'databaseUrl' | 'dataDir'>;
  readonly log: Logger;
  readonly shutdown: Shutdown;
}

/** Stopping the embedded database writes out what it holds in memory. */
const embeddedStopLimitMs = 12_000;

/**
 * Opens the server that DATABASE_URL names, or starts the embedded database, and brings its tables up to date.
 * @throws Error with a sentence for the operator.
 */
export async function openDatabase(input: OpenDatabaseInput): Promise<Database> {
  const { databaseUrl } = input.environment;
  const target = databaseUrl === null ? await startEmbedded(input) : { url: databaseUrl };
  const database = connectDatabase(target);
  input.shutdown.add('database connections', () => database.close(), 6_000);
  try {
    await migrateDatabase(database);
  } catch (error) {
    throw databaseUrl === null ? error : new Error(whyNot(error, new URL(databaseUrl)), { cause: error });
  }
  return database;
}

async function startEmbedded({ environment, log, shutdown }: OpenDatabaseInput) {
  const kept = await keepEmbeddedDatabase({ dataDir: environment.dataDir, log });
  shutdown.add('embedded database', () => kept.stop(), embeddedStopLimitMs);
  return { socketPath: kept.socketPath };
}

/** SQLSTATEs that an operator can act on, by what to look at. */
const refusals: Readonly<Record<string, string>> = {
  '28P01': 'refuses the password in it',
  '28000': 'refuses the user in it',
  '3D000': 'has no database of that name',
  '42501': 'does not let that user create tables',
};

/** The address without user and password. */
function whyNot(error: unknown, url: URL): string {
  const name = `The server that DATABASE_URL names, ${url.hostname}:${url.port || '5432'},`;
  const refusal = refusals[sqlState(error) ?? ''];
  if (refusal !== undefined) return `${name} ${refusal}.`;
  const cause = rootCause(error);
  const unreachable =
    cause instanceof Error && 'code' in cause && /^E[A-Z]+$|^CONNECT/.test(String(cause.code));
  if (unreachable) return `${name} cannot be reached (${String(cause.code)}).`;
  return cause instanceof Error ? cause.message : String(cause);
}

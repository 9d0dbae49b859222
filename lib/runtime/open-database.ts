import { connectDatabase, type Database, type DatabaseTarget } from '#db/client.ts';
import { rootCause, sqlState } from '#db/database-error.ts';
import { migrateDatabase } from '#db/migrate.ts';
import type { Shutdown } from './shutdown.ts';

/** Longer than a pool waits for its last queries. */
const closeLimitMs = 6_000;

/**
 * Connects to the database and brings its tables up to date.
 * @throws Error with a sentence for the operator, without user and password.
 */
export async function openDatabase(target: DatabaseTarget, shutdown: Shutdown): Promise<Database> {
  const database = connectDatabase(target);
  shutdown.add('database connections', () => database.close(), closeLimitMs);
  try {
    await migrateDatabase(database);
  } catch (error) {
    throw 'url' in target ? new Error(whyNot(error, new URL(target.url)), { cause: error }) : error;
  }
  return database;
}

/** SQLSTATEs that an operator can act on. */
const refusals: Readonly<Record<string, string>> = {
  '28P01': 'refuses the password in it',
  '28000': 'refuses the user in it',
  '3D000': 'has no database of that name',
  '42501': 'does not let that user create tables',
};

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

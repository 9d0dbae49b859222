import { connectDatabase, type Database, type DatabaseTarget } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { databaseTrouble } from './database-trouble.ts';
import type { Shutdown } from './shutdown.ts';

/** Longer than a pool waits for its last queries. */
const closeLimitMs = 6_000;

/**
 * Connects to the database and brings its tables up to date.
 * @throws DatabaseTrouble with a sentence for the operator, without user and password; of an embedded one, its own error.
 */
export async function openDatabase(target: DatabaseTarget, shutdown: Shutdown): Promise<Database> {
  const database = connectDatabase(target);
  try {
    await migrateDatabase(database);
    shutdown.add('database connections', () => database.close(), closeLimitMs);
  } catch (error) {
    await database.close();
    throw 'url' in target ? databaseTrouble(error, new URL(target.url)) : error;
  }
  return database;
}

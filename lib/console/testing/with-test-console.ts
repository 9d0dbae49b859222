import { sql } from 'drizzle-orm';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { type ConsoleFixture, consoleFixture, insertOrganisation } from './console-fixture.ts';

/** A console on a database of its own, for tests of what stands above the verbs. */
export interface TestConsole extends ConsoleFixture {
  /** Empties the database and makes the organisation. */
  reset(): Promise<void>;
  /** Every row of every table that the console writes, as text. */
  everyRow(): Promise<string>;
  stop(): Promise<void>;
}

const tables = ['provider', 'credential', 'virtual_key', 'route', 'team', 'config_version', 'audit_event'];

/** Starts one. Once per test file. */
export async function withTestConsole(): Promise<TestConsole> {
  const database = await withTestDatabase();
  return {
    ...consoleFixture(database),
    stop: database.stop,
    async reset() {
      await database.truncate();
      await insertOrganisation(database);
    },
    async everyRow() {
      const rows = tables.map((table) => database.db.execute(sql`select * from ${sql.identifier(table)}`));
      return JSON.stringify(await Promise.all(rows));
    },
  };
}

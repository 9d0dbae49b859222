import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { is, sql } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { connectDatabase, type Database } from '../client.ts';
import { startEmbeddedDatabase } from '../embedded.ts';
import { migrateDatabase } from '../migrate.ts';
import * as schema from '../schema/index.ts';
import { postgresBinaries, startPostgresServer } from './postgres-server.ts';
import { copyTemplate } from './template.ts';

/** The kinds of database that every store is tested on. */
export const databaseKinds = ['embedded', 'server'] as const;

/** One of {@link databaseKinds}. */
export type DatabaseKind = (typeof databaseKinds)[number];

/** Whether tests on this kind can run here; a machine may have no PostgreSQL server. */
export function isAvailable(kind: DatabaseKind): boolean {
  return kind === 'embedded' || postgresBinaries !== null;
}

/** A database for one test file. */
export interface TestDatabase extends Database {
  /** Empties every table and starts generated numbers at 1 again. */
  truncate(): Promise<void>;
  /** Closes the pool, ends the database and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts a migrated, empty database, embedded by default. Once per test file, at its top level:
 * `const database = await withTestDatabase(); afterAll(database.stop); beforeEach(database.truncate);`
 */
export async function withTestDatabase(kind: DatabaseKind = 'embedded'): Promise<TestDatabase> {
  const { target, end } = await starters[kind]();
  const database = connectDatabase(target);
  const stop = async () => {
    await database.close();
    await end();
  };
  try {
    await migrateDatabase(database);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...database, stop, truncate: () => truncate(database) };
}

const starters = { embedded: startEmbedded, server: startServer } satisfies Record<DatabaseKind, unknown>;

async function startEmbedded() {
  const dataDir = mkdtempSync(join(tmpdir(), 'understudy-test-'));
  await copyTemplate(dataDir);
  const embedded = await startEmbeddedDatabase({ dataDir });
  return {
    target: { socketPath: embedded.socketPath },
    end: async () => {
      await embedded.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function startServer() {
  const server = await startPostgresServer();
  if (server === null) throw new Error('This machine has no PostgreSQL binaries; ask isAvailable first.');
  return { target: { url: server.url }, end: server.stop };
}

/** Deleting a few rows is much faster than TRUNCATE, which makes new files for every table and index. */
async function truncate(database: Database): Promise<void> {
  const tables = Object.values(schema).filter((table) => is(table, PgTable));
  await database.db.transaction(async (tx) => {
    for (const table of tables) await tx.delete(table);
    await tx.execute(
      sql`select setval(seqrelid, 1, false) from pg_sequence where seqrelid::regclass::text not like 'drizzle.%'`,
    );
  });
}

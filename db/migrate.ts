import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { connectDatabase, type Database, type Transaction } from './client.ts';

/** Any constant does, as long as it is the same in every version: the bytes of `undrstdy` as a bigint. */
const lockKey = sql.raw(String(Buffer.from('undrstdy').readBigInt64BE()));
const minimumServerVersion = 150_000;
/** Another process may be in the middle of a long migration; beyond this something is stuck. */
const lockTimeout = sql.raw("'5min'");

/** Where the migrations are; `drizzle` of the repository unless the caller is bundled. */
export interface MigrateOptions {
  readonly migrationsFolder?: string;
}

/**
 * Brings the database's tables up to this version, in one transaction: all of it or nothing. Safe when several
 * processes start at once: the lock lets one migrate, the others then find nothing to do.
 * Drizzle's own migrator reads what is applied outside its transaction, where the embedded database, whose
 * connections share one session, has no lock to offer; hence its file reader and table, but our own loop.
 * @throws Error with a sentence for the operator when the server is too old or the database newer than the code.
 */
export async function migrateDatabase(database: Database, options: MigrateOptions = {}): Promise<void> {
  const migrationsFolder = options.migrationsFolder ?? join(import.meta.dirname, '..', 'drizzle');
  const migrations = readMigrationFiles({ migrationsFolder });
  // A long migration is neither a slow query nor a dead connection.
  const unhurried = connectDatabase(database.target, {
    maxConnections: 1,
    statementTimeoutMs: 0,
    silenceTimeoutMs: 0,
  });
  try {
    await unhurried.db.transaction((tx) => migrateInside(tx, migrations));
  } finally {
    await unhurried.close();
  }
}

async function migrateInside(tx: Transaction, migrations: readonly MigrationMeta[]): Promise<void> {
  assertServerVersion(await readServer(tx));
  await tx.execute(sql`set local lock_timeout = ${lockTimeout}`);
  await tx.execute(sql`select pg_advisory_xact_lock(${lockKey})`);
  await tx.execute(sql`create schema if not exists drizzle`);
  await tx.execute(
    sql`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`,
  );
  const applied = await tx.execute<{ hash: string }>(
    sql`select hash from drizzle.__drizzle_migrations order by id`,
  );
  const known = new Set(migrations.map((migration) => migration.hash));
  if (applied.some(({ hash }) => !known.has(hash))) {
    throw new Error(
      'The database was migrated by another version of Understudy that this one does not know. ' +
        'Start the newer version, or restore a backup from before the upgrade.',
    );
  }
  const done = new Set(applied.map(({ hash }) => hash));
  for (const migration of migrations.filter(({ hash }) => !done.has(hash))) {
    for (const statement of migration.sql) await tx.execute(sql.raw(statement));
    await tx.execute(
      sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${migration.hash}, ${migration.folderMillis})`,
    );
  }
}

async function readServer(tx: Transaction): Promise<ServerVersion> {
  const rows = await tx.execute<{ number: string; name: string }>(
    sql`select current_setting('server_version_num') as number, version() as name`,
  );
  return rows[0] ?? { number: '0', name: 'something else' };
}

/** How a server introduces itself. */
export interface ServerVersion {
  /** Digits, e.g. `150004`. */
  readonly number: string;
  readonly name: string;
}

/** @throws Error with a sentence for the operator when the server is older than the oldest supported one. */
export function assertServerVersion(server: ServerVersion): void {
  if (Number(server.number) >= minimumServerVersion) return;
  throw new Error(`Understudy needs PostgreSQL 15 or later; DATABASE_URL leads to ${server.name}.`);
}

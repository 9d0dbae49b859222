import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getTableColumns, getTableName, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase } from './client.ts';
import { assertServerVersion, migrateDatabase } from './migrate.ts';
import * as schema from './schema/index.ts';
import { team } from './schema/index.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from './testing/test-database.ts';

const shipped = join(import.meta.dirname, '..', 'drizzle');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The shipped migrations and one more, as a later version would have it. */
function laterVersion(statements: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-migrations-'));
  folders.push(folder);
  cpSync(shipped, folder, { recursive: true });
  const journalPath = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(journalPath, 'utf8'));
  const tag = '9999_later';
  journal.entries.push({ ...journal.entries.at(-1), idx: 9_999, tag, when: Date.UTC(2099, 0) });
  writeFileSync(journalPath, JSON.stringify(journal));
  writeFileSync(join(folder, `${tag}.sql`), statements);
  return folder;
}

describe.each(databaseKinds)('migrations of the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
    });
    afterAll(() => database.stop());
    beforeEach(async () => {
      await database.sql`drop schema public cascade`;
      await database.sql`drop schema if exists drizzle cascade`;
      await database.sql`create schema public`;
    });

    const applied = async () => {
      const rows = await database.sql`select count(*)::int as n from drizzle.__drizzle_migrations`;
      return rows[0]?.n;
    };
    const shippedCount = JSON.parse(readFileSync(join(shipped, 'meta', '_journal.json'), 'utf8')).entries
      .length;

    it('run once, however many processes start at the same moment', async () => {
      const pools = Array.from({ length: 4 }, () => connectDatabase(database.target, { maxConnections: 1 }));
      await Promise.all(pools.map((pool) => migrateDatabase(pool)));
      await Promise.all(pools.map((pool) => pool.close()));
      expect(await applied()).toBe(shippedCount);
      await database.db.insert(team).values({ id: 'team_1', name: 'support' });
    });

    it('keep the data and do nothing when there is nothing to do', async () => {
      await migrateDatabase(database);
      await database.db.insert(team).values({ id: 'team_1', name: 'support' });
      await migrateDatabase(database);
      expect(await applied()).toBe(shippedCount);
      expect(await database.db.select({ id: team.id }).from(team)).toEqual([{ id: 'team_1' }]);
    });

    it('apply what a new version adds, and only that', async () => {
      await migrateDatabase(database);
      await migrateDatabase(database, { migrationsFolder: laterVersion('create table later (n int)') });
      expect(await applied()).toBe(shippedCount + 1);
      expect(await database.db.execute(sql`select * from later`)).toHaveLength(0);
    });

    it('leave the database as it was when one statement fails', async () => {
      await migrateDatabase(database);
      const broken = laterVersion('create table later (n int);--> statement-breakpoint\ncreate tabel oops');
      await expect(migrateDatabase(database, { migrationsFolder: broken })).rejects.toThrow();
      expect(await applied()).toBe(shippedCount);
      await expect(database.sql`select * from later`).rejects.toThrow('does not exist');
    });

    it('refuse a database that a newer version has migrated, and say what to do', async () => {
      await migrateDatabase(database, { migrationsFolder: laterVersion('create table later (n int)') });
      await expect(migrateDatabase(database)).rejects.toThrow(
        /another version of Understudy .*Start the newer version/,
      );
    });

    it('make exactly the tables and columns that the code knows', async () => {
      await migrateDatabase(database);
      const made = await database.sql`
        select table_name || '.' || column_name || case is_nullable when 'YES' then '?' else '' end as name
        from information_schema.columns
        where table_schema = 'public' and not (select relispartition from pg_class where oid = table_name::regclass)`;
      const known = Object.values(schema).flatMap((table) =>
        Object.values(getTableColumns(table)).map(
          (column) => `${getTableName(table)}.${column.name}${column.notNull ? '' : '?'}`,
        ),
      );
      expect(made.map((row) => row.name).sort()).toEqual(known.sort());
    });
  });
});

describe('server version', () => {
  it.each([
    ['140012', 'PostgreSQL 14.12'],
    ['130000', 'CockroachDB CCL v23.1'],
  ])('%s is refused with a sentence that names it', (number, name) => {
    expect(() => assertServerVersion({ number, name })).toThrow(
      `needs PostgreSQL 15 or later; DATABASE_URL leads to ${name}`,
    );
  });

  it('15 and later are accepted', () => {
    expect(() => assertServerVersion({ number: '150000', name: 'PostgreSQL 15.0' })).not.toThrow();
  });
});

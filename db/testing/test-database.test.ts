import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configVersion, team } from '../schema/index.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from './test-database.ts';

describe.each(databaseKinds)('test database: %s', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
    });
    afterAll(() => database.stop());
    beforeEach(() => database.truncate());

    it('is PostgreSQL 15 or later', async () => {
      const [row] = await database.db.execute<{ number: string }>(
        sql`select current_setting('server_version_num') as number`,
      );
      expect(Number(row?.number)).toBeGreaterThanOrEqual(150_000);
    });

    it('is empty after truncate and numbers its rows from 1 again', async () => {
      const version = { hash: 'h', document: {}, origin: 'seed', summary: 's', actor: 'a' } as const;
      await database.db.insert(team).values({ id: 'team_1', name: 'support' });
      await database.db.insert(configVersion).values([version, version]);
      await database.truncate();
      expect(await database.db.select().from(team)).toEqual([]);
      const inserted = await database.db.insert(configVersion).values(version).returning();
      expect(inserted.map((row) => row.version)).toEqual([1]);
    });
  });
});

import { asc } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { configVersion, team } from '#db/schema/index.ts';
import {
  databaseKinds,
  isAvailable,
  type TestDatabase,
  withTestDatabase,
} from '#db/testing/test-database.ts';
import { documentHash } from './canonical-json.ts';
import { recordConfigVersion } from './record-config-version.ts';

describe.each(databaseKinds.filter(isAvailable))('a configuration version, %s database', async (kind) => {
  const database: TestDatabase = await withTestDatabase(kind);
  afterAll(database.stop);
  const { db } = database;
  const entry = { origin: 'console', actor: 'Ada', summary: 'added a team' } as const;

  it('holds every change of the versions before it, however many are made at once', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const change = (name: string) =>
      db.transaction(async (tx) => {
        await tx.insert(team).values({ id: `team_${name}`, name });
        return { name, version: await recordConfigVersion(tx, entry) };
      });
    const made = await Promise.all(names.map(change));
    const rows = await db.select().from(configVersion).orderBy(asc(configVersion.version));
    expect(rows.map((row) => Object.keys((row.document as { teams: object }).teams).length)).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    for (const { name, version } of made) {
      const row = rows.find((each) => each.version === version);
      expect(row?.document).toHaveProperty(`teams.${name}`);
      expect(row).toMatchObject({ ...entry, hash: documentHash(row?.document) });
    }
  });

  it('does not exist when its transaction fails', async () => {
    const before = await db.$count(configVersion);
    const failing = db.transaction(async (tx) => {
      await recordConfigVersion(tx, entry);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await db.$count(configVersion)).toBe(before);
  });
});

import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { organisation } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { generateMasterKey, parseMasterKey } from '#lib/credentials/master-key.ts';
import { ensureOrganisation, WrongMasterKeyError } from './organisation.ts';

const database = await withTestDatabase();
const { db } = database;
afterAll(database.stop);
beforeEach(database.truncate);

const masterKey = parseMasterKey(generateMasterKey());

describe('the organisation', () => {
  it('is made once, with a pepper that every later start opens again', async () => {
    const first = await ensureOrganisation(db, masterKey);
    const second = await ensureOrganisation(db, masterKey);
    expect(first.created).toBe(true);
    expect(second.created).toBe(false);
    expect(Buffer.from(first.pepper)).toHaveLength(32);
    expect(Buffer.from(second.pepper)).toEqual(Buffer.from(first.pepper));
    const [row] = await db.select().from(organisation);
    expect(row?.sealedKeyPepper).not.toContain(Buffer.from(first.pepper).toString('base64url'));
  });

  it('is made by one of several processes that start at once', async () => {
    const all = await Promise.all([1, 2, 3].map(() => ensureOrganisation(db, masterKey)));
    expect(all.filter((each) => each.created)).toHaveLength(1);
    expect(new Set(all.map((each) => Buffer.from(each.pepper).toString('hex'))).size).toBe(1);
  });

  it('refuses another master key with a sentence that names the variable, and keeps what was sealed', async () => {
    const { pepper } = await ensureOrganisation(db, masterKey);
    const wrong = ensureOrganisation(db, parseMasterKey(generateMasterKey()));
    await expect(wrong).rejects.toThrow(WrongMasterKeyError);
    await expect(wrong).rejects.toThrow(
      'UNDERSTUDY_MASTER_KEY is not the one this database was created with',
    );
    expect(Buffer.from((await ensureOrganisation(db, masterKey)).pepper)).toEqual(Buffer.from(pepper));
  });

  it('tells a row that was altered from a wrong master key', async () => {
    await ensureOrganisation(db, masterKey);
    const [row] = await db.select().from(organisation);
    const sealed = row?.sealedKeyPepper ?? '';
    await db.update(organisation).set({ sealedKeyPepper: `${sealed.slice(0, -4)}AAAA` });
    await expect(ensureOrganisation(db, masterKey)).rejects.toThrow('the database row was altered');
  });
});

import { desc } from 'drizzle-orm';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { auditEvent, configVersion, credential, virtualKey } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { openSecret } from '#lib/credentials/seal.ts';
import { credentialContext } from './credential-context.ts';
import { restoreVersion } from './restore-version.ts';
import { configDatabase } from './testing/config-database.ts';

const database = await withTestDatabase();
const { db } = database;
const { apply, options } = configDatabase(database);
afterAll(database.stop);
beforeEach(database.truncate);

const restore = (version: number) => db.transaction((tx) => restoreVersion(tx, version, options.actor));
const latest = async () => (await db.select().from(configVersion).orderBy(desc(configVersion.version)))[0];

const first = `version: 1
providers:
  main: { adapter: openai, credentials: [{ name: a, secret: sk-the-first-secret-a, weight: 2, rpm: 500, tpm: 9007199254740991 }] }
models:
  main/x: { context_window: 5 }
routes:
  chat: { targets: [main/x] }
keys:
  bot: { models: [chat] }
`;

describe('restoring an earlier version', () => {
  it('brings back its providers, models and routes as a new version with the same document', async () => {
    await apply(first);
    const [original] = await db.select().from(configVersion);
    await apply(
      first
        .replace('context_window: 5', 'context_window: 9')
        .replace('chat: { targets: [main/x] }', 'other: { targets: [main/y] }'),
    );
    const result = await restore(1);
    expect(result.version).toBe(3);
    expect(result.unrestored).toEqual([]);
    expect(result.changes.map((change) => `${change.kind} ${change.path}`)).toEqual([
      'changed models["main/x"].context_window',
      'added routes.chat',
      'removed routes.other',
    ]);
    expect(await latest()).toMatchObject({
      hash: original?.hash,
      origin: 'rollback',
      summary: 'restored version 1: changed model override main/x, added route chat, removed route other',
    });
    const actions = (await db.select().from(auditEvent)).filter(
      (row) => (row.detail as { origin: string }).origin === 'rollback',
    );
    expect(actions.map((row) => row.action).sort()).toEqual(['model.update', 'route.create', 'route.delete']);
  });

  it('keeps the sealed secret of a credential that still exists', async () => {
    await apply(first);
    await apply(
      first
        .replace('weight: 2, rpm: 500, tpm: 9007199254740991', 'weight: 7')
        .replace('sk-the-first-secret-a', 'sk-the-second-one-a'),
    );
    await restore(1);
    const [row] = await db.select().from(credential);
    expect(row).toMatchObject({ weight: 2, rpm: 500, tpm: Number.MAX_SAFE_INTEGER });
    const context = credentialContext(row?.id ?? '', { adapter: 'openai', baseUrl: null });
    expect(openSecret(options.masterKey, row?.sealedSecret ?? '', context)).toBe('sk-the-second-one-a');
  });

  it('says which secrets it could not bring back', async () => {
    await apply(first);
    await apply(first.replace('name: a', 'name: b'));
    expect((await restore(1)).unrestored).toEqual([
      'The secret of the credential "a" of main is not kept any more: enter it again.',
    ]);
    expect(await db.$count(credential)).toBe(0);
  });

  it('never takes a secret to an address it was not given for', async () => {
    await apply(first);
    await apply(first.replace('adapter: openai,', 'adapter: openai, base_url: "https://eu.example.com/v1",'));
    expect((await restore(1)).unrestored).toEqual([
      'The secret of the credential "a" of main was given for https://eu.example.com/v1: enter it again.',
    ]);
    expect(await db.$count(credential)).toBe(0);
  });

  it('changes nothing when that version is what is in force, and leaves virtual keys alone', async () => {
    await apply(first);
    const keys = await db.select().from(virtualKey);
    expect(await restore(1)).toEqual({ version: null, changes: [], unrestored: [] });
    await apply(first.replace('keys:\n  bot: { models: [chat] }', 'keys: {}'));
    await restore(1);
    const [bot] = await db.select().from(virtualKey);
    expect(bot?.revokedAt).not.toBeNull();
    expect(bot?.secretHash).toBe(keys[0]?.secretHash);
  });

  it('refuses a version that does not exist', async () => {
    await expect(restore(99)).rejects.toThrow('there is no version 99');
  });
});

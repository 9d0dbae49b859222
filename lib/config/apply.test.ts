import { randomBytes } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  auditEvent,
  configVersion,
  credential,
  organisation,
  provider,
  route,
  team,
  virtualKey,
} from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { generateMasterKey, parseMasterKey } from '#lib/credentials/master-key.ts';
import { openSecret } from '#lib/credentials/seal.ts';
import { hashVirtualKey } from '#lib/credentials/virtual-key.ts';
import { applyConfig, applyFileAtBoot } from './apply.ts';
import type { ApplyOptions } from './apply-options.ts';
import { ensureOrganisation } from './organisation.ts';
import { configOf } from './testing/config-fixture.ts';
import { someDocument } from './testing/some-document.ts';

const database = await withTestDatabase();
const { db } = database;
afterAll(database.stop);

const masterKey = parseMasterKey(generateMasterKey());
const options: ApplyOptions = {
  actor: { kind: 'system' },
  origin: 'file',
  masterKey,
  pepper: randomBytes(32),
};
const apply = (text: string) => applyConfig(db, configOf(text), options);

beforeEach(async () => {
  await database.truncate();
  await ensureOrganisation(db, masterKey);
});

const base = `version: 1
organisation: { time_zone: Europe/Berlin }
providers:
  main:
    adapter: openai
    credentials: [{ name: a, secret: sk-first-secret-of-main }, { name: b, secret: sk-other, weight: 3 }]
  spare: { adapter: openai-compatible, base_url: "http://10.0.0.1/v1", allow_private_network: true }
models:
  main/gpt-x: { context_window: 1000 }
routes:
  chat: { targets: [main/gpt-x, route:cheap] }
  cheap: { targets: [spare/llama], num_retries: 0 }
teams: { support: {}, sales: {} }
keys:
  bot: { team: support, models: [chat], tags: { product: helpdesk } }
  fixed: { secret: a-fixed-secret-of-20-chars }
`;

describe('applying a configuration', () => {
  it('makes everything the file says, in one version, with an audit row for each entry', async () => {
    const result = await apply(base);
    expect(result.version).toBe(1);
    expect(result.generatedKeys.map((key) => key.name)).toEqual(['bot']);
    expect(await db.$count(provider)).toBe(2);
    expect(await db.$count(route)).toBe(2);
    const [zone] = await db.select().from(organisation);
    expect(zone?.timeZone).toBe('Europe/Berlin');
    const [bot] = await db.select().from(virtualKey).where(eq(virtualKey.name, 'bot'));
    expect(bot).toMatchObject({
      origin: 'file',
      models: ['chat'],
      tags: { product: 'helpdesk' },
      createdBy: 'understudy',
    });
    expect(bot?.secretHash).toBe(hashVirtualKey(options.pepper, result.generatedKeys[0]?.secret ?? ''));
    const audit = await db.select().from(auditEvent);
    expect(audit.map((row) => `${row.action} ${row.subjectName}`).sort()).toEqual([
      'key.create bot',
      'key.create fixed',
      'model.create main/gpt-x',
      'organisation.update organisation',
      'provider.create main',
      'provider.create spare',
      'route.create chat',
      'route.create cheap',
      'team.create sales',
      'team.create support',
    ]);
    expect(JSON.stringify(audit)).not.toMatch(/sk-|a-fixed-secret/);
    const [version] = await db.select().from(configVersion);
    expect(version).toMatchObject({ origin: 'file', actor: 'understudy' });
    expect(JSON.stringify(version?.document)).not.toMatch(/sk-|a-fixed-secret/);
  });

  it('twice changes nothing: no version, no audit row, no new seal, no new key', async () => {
    await apply(base);
    const before = await db.select().from(credential);
    const again = await apply(base);
    expect(again).toEqual({ version: null, changes: [], generatedKeys: [], notices: [] });
    expect(await db.select().from(credential)).toEqual(before);
    expect(await db.$count(configVersion)).toBe(1);
    expect(await db.$count(auditEvent)).toBe(10);
  });

  it('seals each secret to its row and address, and seals again only what changed', async () => {
    await apply(base);
    const sealed = async () =>
      new Map(
        (await db.select().from(credential).orderBy(asc(credential.name))).map((row) => [row.name, row]),
      );
    const before = await sealed();
    const a = before.get('a');
    expect(a?.hint).toBe('main');
    const context = { recordId: a?.id ?? '', baseUrl: 'https://api.openai.com/v1' };
    expect(openSecret(masterKey, a?.sealedSecret ?? '', context)).toBe('sk-first-secret-of-main');

    const result = await apply(base.replace('sk-first-secret-of-main', 'sk-second-secret-of-main'));
    expect(result.changes).toEqual([{ kind: 'changed', path: 'providers.main.credentials.a.secret' }]);
    const after = await sealed();
    expect(openSecret(masterKey, after.get('a')?.sealedSecret ?? '', context)).toBe(
      'sk-second-secret-of-main',
    );
    expect(after.get('a')?.rotatedAt.getTime()).toBeGreaterThanOrEqual(a?.rotatedAt.getTime() ?? 0);
    expect(after.get('b')).toEqual(before.get('b'));
  });

  it('seals every secret of a provider again when its address changes', async () => {
    await apply(base);
    await apply(
      base.replace('adapter: openai\n', 'adapter: openai\n    base_url: https://eu.example.com/v1\n'),
    );
    for (const row of await db.select().from(credential)) {
      const context = { recordId: row.id, baseUrl: 'https://eu.example.com/v1' };
      expect(openSecret(masterKey, row.sealedSecret, context)).toMatch(/^sk-/);
    }
  });

  it('removes what a present section leaves out, and leaves absent sections alone', async () => {
    await apply(base);
    const result = await apply('version: 1\nroutes:\n  cheap: { targets: [spare/llama], num_retries: 0 }\n');
    expect(result.changes.map((change) => `${change.kind} ${change.path}`)).toEqual(['removed routes.chat']);
    expect(await db.$count(provider)).toBe(2);
    expect(await db.$count(virtualKey)).toBe(2);
  });

  it('removes the overrides of a provider together with it', async () => {
    await apply(base);
    const result = await apply(
      'version: 1\nproviders:\n  spare: { adapter: openai-compatible, base_url: "http://10.0.0.1/v1", allow_private_network: true }\nroutes: { cheap: { targets: [spare/llama] } }\n',
    );
    expect(result.changes.map((change) => `${change.kind} ${change.path}`)).toEqual([
      'removed models["main/gpt-x"]',
      'removed providers.main',
      'removed routes.chat',
      'removed routes.cheap.num_retries',
    ]);
    expect(await db.$count(credential)).toBe(0);
  });

  it('changes nothing at all when the file and the rest of the database cannot go together', async () => {
    await apply(base);
    const broken = 'version: 1\nproviders: { spare: { adapter: openai } }\nteams: {}\n';
    await expect(apply(broken)).rejects.toThrow(
      'routes.chat.targets[0]: there is no provider "main" (it is in the database, and the file has no "routes" section)',
    );
    expect(await db.$count(provider)).toBe(2);
    expect(await db.$count(team)).toBe(2);
    expect(await db.$count(configVersion)).toBe(1);
  });
});

describe('applying any configuration over any other', () => {
  it('ends in that configuration: a second time changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(someDocument, someDocument, async (first, second) => {
        await database.truncate();
        await ensureOrganisation(db, masterKey);
        await apply(JSON.stringify(first));
        await apply(JSON.stringify(second));
        expect(await apply(JSON.stringify(second))).toEqual({
          version: null,
          changes: [],
          generatedKeys: [],
          notices: [],
        });
      }),
      { numRuns: 15, interruptAfterTimeLimit: 20_000 },
    );
  });
});

describe('keys of a file', () => {
  const person = async (name: string, secret: string, revokedAt: Date | null = null) =>
    db.insert(virtualKey).values({
      id: `vk_${name}`,
      name,
      secretHash: hashVirtualKey(options.pepper, secret),
      hint: 'us_x',
      tags: {},
      origin: 'console',
      revokedAt,
    });
  const stored = async (name: string) =>
    (await db.select().from(virtualKey).where(eq(virtualKey.name, name)))[0];

  it('are revoked when the file no longer names them, and a person’s keys never are', async () => {
    await apply(base);
    await person('mine', 'us_made-by-a-person-0001');
    const result = await apply(base.replace(/ {2}bot: .*\n/, ''));
    expect(result.changes.map((change) => `${change.kind} ${change.path}`)).toEqual(['removed keys.bot']);
    expect((await stored('bot'))?.revokedAt).not.toBeNull();
    expect((await stored('mine'))?.revokedAt).toBeNull();
    expect((await stored('fixed'))?.revokedAt).toBeNull();
  });

  it('get a new secret when they come back after having been revoked', async () => {
    const first = await apply(base);
    await apply(base.replace(/ {2}bot: .*\n/, ''));
    const back = await apply(base);
    expect(back.generatedKeys).toHaveLength(1);
    expect(back.generatedKeys[0]?.secret).not.toBe(first.generatedKeys[0]?.secret);
    expect((await stored('bot'))?.revokedAt).toBeNull();
  });

  it('stay revoked when the file gives the very secret that was revoked', async () => {
    await apply(base);
    await db.update(virtualKey).set({ revokedAt: new Date() }).where(eq(virtualKey.name, 'fixed'));
    const again = await apply(base);
    expect(again.version).toBeNull();
    expect(again.notices).toEqual(['The key "fixed" stays revoked: give it a new secret to bring it back.']);
    expect((await stored('fixed'))?.revokedAt).not.toBeNull();
    const renewed = await apply(base.replace('a-fixed-secret-of-20-chars', 'another-fixed-secret-of-20'));
    expect(renewed.version).not.toBeNull();
    expect((await stored('fixed'))?.revokedAt).toBeNull();
  });

  it('may change what a person’s key may call, but not its secret', async () => {
    await person('mine', 'us_made-by-a-person-0001');
    await apply(`${base}  mine: { models: [cheap] }\n`);
    expect(await stored('mine')).toMatchObject({ models: ['cheap'], origin: 'console' });
    await expect(apply(`${base}  mine: { secret: chosen-by-the-file-00001 }\n`)).rejects.toThrow(
      'keys.mine.secret: would replace the secret of a key that was not made by a file; leave it out, or rename the key',
    );
  });

  it('cannot take the secret of another key, a revoked one included', async () => {
    await person('mine', 'us_made-by-a-person-0001', new Date());
    await expect(apply(`${base}  thief: { secret: us_made-by-a-person-0001 }\n`)).rejects.toThrow(
      'keys.thief.secret: is the secret of the key "mine" already; each key needs its own',
    );
  });

  it('keep a team that a person’s key belongs to', async () => {
    await apply(base);
    const [sales] = await db.select().from(team).where(eq(team.name, 'sales'));
    await person('mine', 'us_made-by-a-person-0001');
    await db
      .update(virtualKey)
      .set({ teamId: sales?.id ?? null })
      .where(eq(virtualKey.name, 'mine'));
    const result = await apply(base.replace('teams: { support: {}, sales: {} }', 'teams: { support: {} }'));
    expect(result).toMatchObject({
      version: null,
      notices: ['The team "sales" stays: keys that are not in the file belong to it.'],
    });
  });
});

describe('applying a file at boot', () => {
  const boot = (text: string) => applyFileAtBoot(db, configOf(text), options);

  it('happens when its content differs from the last applied file, and leaves later edits alone otherwise', async () => {
    expect((await boot(base))?.version).toBe(1);
    await db.delete(route).where(eq(route.name, 'cheap'));
    expect(await boot(`# a comment\n${base}`)).toBeNull();
    expect(await db.$count(route)).toBe(1);
    expect((await boot(base.replace('Berlin', 'Rome')))?.version).toBe(2);
    expect(await db.$count(route)).toBe(2);
  });

  it('happens again when only a secret in the environment changed', async () => {
    await boot(base);
    expect((await boot(base.replace('sk-other', 'sk-another')))?.changes).toEqual([
      { kind: 'changed', path: 'providers.main.credentials.b.secret' },
    ]);
  });
});

import { eq } from 'drizzle-orm';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { provider, route, virtualKey } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { hashVirtualKey } from '../../credentials/virtual-key.ts';
import { createTeam } from '../teams/create-team.ts';
import { listTeams } from '../teams/list-teams.ts';
import { teamList } from '../teams/schema.ts';
import { consoleFixture, startMs } from '../testing/console-fixture.ts';
import { history } from '../testing/history.ts';
import { createKey } from './create-key.ts';
import { listKeys } from './list-keys.ts';
import { revokeKey } from './revoke-key.ts';
import { rotateKey } from './rotate-key.ts';
import { createKeyInput, keyPage, keyWithSecret, listKeysQuery } from './schema.ts';
import { updateKey } from './update-key.ts';

const database = await withTestDatabase();
afterAll(database.stop);

let fixture = consoleFixture(database);
beforeEach(async () => {
  await database.truncate();
  fixture = consoleFixture(database);
  await database.db
    .insert(route)
    .values({ id: 'route_1', name: 'chat', settings: { targets: ['openai/gpt-4o'] } });
  await database.db.insert(provider).values({ id: 'prov_1', name: 'openai', adapter: 'openai' });
});

const admin = () => fixture.as('admin');
const create = (fields: Record<string, unknown>) => createKey(admin(), createKeyInput.parse(fields));
const list = (query: Record<string, unknown> = {}) =>
  listKeys(fixture.as('viewer'), listKeysQuery.parse(query));
const stored = async (id: string) =>
  (await database.db.select().from(virtualKey).where(eq(virtualKey.id, id)))[0];

test('a new key is stored as a hash, audited, and gateways are told; its secret is in the answer alone', async () => {
  const made = keyWithSecret.parse(
    await create({ name: 'bot', models: ['chat', 'openai/any'], tags: { env: 'prod' } }),
  );
  expect((await stored(made.id))?.secretHash).toBe(hashVirtualKey(fixture.world.pepper, made.secret));
  const { audit, actions, summaries } = await history(database);
  expect(actions).toEqual(['key.create']);
  expect(audit[0]).toMatchObject({ actorKind: 'user', actorName: 'Test admin', subjectId: made.id });
  expect(summaries).toEqual(['created key bot']);
  const everything = JSON.stringify([await list(), audit, await database.db.select().from(virtualKey)]);
  expect(everything).not.toContain(made.secret);
});

test('a change that fails leaves neither key nor audit row nor version', async () => {
  await create({ name: 'bot' });
  await expect(create({ name: 'bot' })).rejects.toMatchObject({
    code: 'conflict',
    issues: [{ path: 'name' }],
  });
  const { actions, versions } = await history(database);
  expect([actions.length, versions.length]).toEqual([1, 1]);
});

test('of two keys with one name created at once, one is made and the other is told why', async () => {
  const outcomes = await Promise.allSettled([create({ name: 'bot' }), create({ name: 'bot' })]);
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find((outcome) => outcome.status === 'rejected')).toMatchObject({
    reason: { code: 'conflict' },
  });
});

test.each([
  [{ models: ['chta'] }, 'models.0', 'There is no route chta.'],
  [{ models: ['chat', 'nobody/gpt-4o'] }, 'models.1', 'There is no provider for nobody/gpt-4o.'],
  [{ team: 'nobody' }, 'team', 'There is no team nobody.'],
  [
    { expires_at: '2020-01-01T00:00:00Z' },
    'expires_at',
    'This moment has passed: choose a later one, or revoke the key.',
  ],
])('%o is refused beside its field', async (fields, path, message) => {
  await expect(create({ name: 'bot', ...fields })).rejects.toMatchObject({
    code: 'invalid',
    issues: [{ path, message }],
  });
});

test('an absent field of a change stays, null empties it, and the audit row says what was', async () => {
  await createTeam(admin(), { name: 'support' });
  const key = await create({ name: 'bot', team: 'support', models: ['chat'] });
  const renamed = await updateKey(admin(), { id: key.id, name: 'robot' });
  expect(renamed).toMatchObject({ name: 'robot', team: 'support', models: ['chat'] });
  const opened = await updateKey(admin(), { id: key.id, models: null, team: null });
  expect(opened).toMatchObject({ name: 'robot', team: null, models: null });
  const { audit } = await history(database);
  expect(audit.at(-1)?.detail).toEqual({
    models: { before: ['chat'], after: null },
    team: { before: 'support', after: null },
  });
});

test('rotating ends the old secret and keeps everything else', async () => {
  const key = await create({ name: 'bot' });
  const rotated = await rotateKey(admin(), { id: key.id });
  expect(rotated.secret).not.toBe(key.secret);
  expect((await stored(key.id))?.secretHash).toBe(hashVirtualKey(fixture.world.pepper, rotated.secret));
  expect((await history(database)).summaries).toEqual(['created key bot', 'gave key bot a new secret']);
});

test('revoking says in the audit log what it broke, and is final', async () => {
  const key = await create({ name: 'bot', models: ['chat'] });
  const lastUsedAt = new Date(startMs - 60_000);
  await database.db.update(virtualKey).set({ lastUsedAt }).where(eq(virtualKey.id, key.id));
  expect(await revokeKey(admin(), { id: key.id })).toMatchObject({ status: 'revoked' });
  expect((await history(database)).audit.at(-1)).toMatchObject({
    action: 'key.revoke',
    detail: { last_used_at: lastUsedAt.toISOString(), models: ['chat'] },
  });
  const again = [revokeKey, rotateKey, updateKey];
  for (const verb of again)
    await expect(verb(admin(), { id: key.id })).rejects.toMatchObject({ code: 'conflict' });
  await expect(revokeKey(admin(), { id: 'vk_none' })).rejects.toMatchObject({ code: 'not_found' });
});

test('status is told at this moment, and filters agree with it', async () => {
  await create({ name: 'active' });
  await create({ name: 'expiring', expires_at: new Date(startMs + 60_000).toISOString() });
  await revokeKey(admin(), await create({ name: 'revoked' }));
  fixture.clock.nowMs += 60_000;
  const page = keyPage.parse(await list());
  const statuses = Object.fromEntries(page.items.map((item) => [item.name, item.status]));
  expect(statuses).toEqual({ active: 'active', expiring: 'expired', revoked: 'revoked' });
  for (const status of ['active', 'expired', 'revoked']) {
    expect((await list({ status })).items.map((item) => item.status)).toEqual([status]);
  }
  expect((await list({ status: ['active', 'revoked'] })).items).toHaveLength(2);
  expect((await list({ q: 'EXPIR' })).items.map((item) => item.name)).toEqual(['expiring']);
});

test('teams count the keys that work, and a team is made once', async () => {
  await createTeam(admin(), { name: 'support' });
  await expect(createTeam(admin(), { name: 'support' })).rejects.toMatchObject({ code: 'conflict' });
  await create({ name: 'a', team: 'support' });
  await create({ name: 'b', team: 'support', expires_at: new Date(startMs + 1).toISOString() });
  await revokeKey(admin(), await create({ name: 'c', team: 'support' }));
  fixture.clock.nowMs += 1;
  const teams = teamList.parse(await listTeams(fixture.as('viewer')));
  expect(teams.items).toMatchObject([{ name: 'support', active_keys: 1 }]);
  expect((await list({ team: 'support' })).items).toHaveLength(3);
});

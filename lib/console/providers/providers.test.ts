import { eq } from 'drizzle-orm';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { credential, modelOverride, route, virtualKey } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { credentialContext } from '../../config/credential-context.ts';
import { openSecret } from '../../credentials/seal.ts';
import { consoleFixture } from '../testing/console-fixture.ts';
import { history } from '../testing/history.ts';
import { addCredential } from './add-credential.ts';
import { createProvider } from './create-provider.ts';
import { deleteCredential } from './delete-credential.ts';
import { deleteProvider } from './delete-provider.ts';
import { getProvider } from './get-provider.ts';
import { listProviders } from './list-providers.ts';
import { replaceSecret } from './replace-secret.ts';
import {
  addCredentialInput,
  createProviderInput,
  type ProviderItem,
  providerItem,
  providerList,
} from './schema.ts';
import { updateProvider } from './update-provider.ts';

const database = await withTestDatabase();
afterAll(database.stop);

let fixture = consoleFixture(database);
beforeEach(async () => {
  await database.truncate();
  fixture = consoleFixture(database);
});

const admin = () => fixture.as('admin');
const create = (fields: Record<string, unknown>) =>
  createProvider(admin(), createProviderInput.parse(fields));
const openai = {
  name: 'openai',
  adapter: 'openai',
  credentials: [{ name: 'a', secret: 'sk-first-secret-aaaa' }],
};

/** The secret as a gateway will open it. */
async function opened(provider: ProviderItem, name: string): Promise<string> {
  const [row] = await database.db.select().from(credential).where(eq(credential.name, name));
  if (!row) throw new Error(`no credential ${name}`);
  const context = credentialContext(row.id, { adapter: provider.adapter, baseUrl: provider.base_url });
  return openSecret(fixture.world.masterKey, row.sealedSecret, context);
}

const idOf = (provider: ProviderItem, name: string): string =>
  provider.credentials.find((each) => each.name === name)?.id ?? '';

test('a provider is connected with a sealed pool; answers show hints, never secrets', async () => {
  const made = providerItem.parse(await create(openai));
  expect(made).toMatchObject({
    adapter_label: 'OpenAI',
    base_url: null,
    effective_base_url: 'https://api.openai.com/v1',
    simulated: false,
    credentials: [{ name: 'a', hint: 'aaaa', weight: 1 }],
    health: { health: 'unknown' },
  });
  expect(await opened(made, 'a')).toBe('sk-first-secret-aaaa');
  const list = providerList.parse(await listProviders(fixture.as('viewer')));
  const everything = JSON.stringify([made, list, await history(database)]);
  expect(everything).not.toContain('sk-first');
  expect((await history(database)).summaries).toEqual(['connected provider openai']);
});

test.each([
  [{ name: 'x', adapter: 'opnai' }, 'adapter'],
  [{ name: 'x', adapter: 'openai-compatible' }, 'base_url'],
  [{ name: 'x', adapter: 'openai', base_url: 'ftp://example.org' }, 'base_url'],
  [{ name: 'x', adapter: 'openai', base_url: 'http://169.254.169.254/v1' }, 'base_url'],
  [{ name: 'x', adapter: 'openai', base_url: 'http://localhost:11434/v1' }, 'base_url'],
  [{ name: 'x', adapter: 'openai', base_url: 'https://user:pass@example.org/v1' }, 'base_url'],
  [
    { ...openai, credentials: [...openai.credentials, { name: 'a', secret: 'sk-second' }] },
    'credentials.1.name',
  ],
])('%o is refused at %s', async (fields, path) => {
  await expect(create(fields)).rejects.toMatchObject({ code: 'invalid', issues: [{ path }] });
  expect((await history(database)).versions).toEqual([]);
});

test('a name is taken once', async () => {
  await create(openai);
  await expect(create(openai)).rejects.toMatchObject({ code: 'conflict', issues: [{ path: 'name' }] });
});

test('a new base URL asks for every secret again, and seals them to the new address', async () => {
  const made = await create({
    ...openai,
    credentials: [...openai.credentials, { name: 'b', secret: 'sk-b' }],
  });
  const [a, b] = [idOf(made, 'a'), idOf(made, 'b')];
  const move = (secrets?: Record<string, string>) =>
    updateProvider(admin(), {
      id: made.id,
      base_url: 'https://proxy.example.org/v1',
      ...(secrets && { secrets }),
    });
  const refused = await move({ [a]: 'sk-new-a' }).catch((error) => error);
  expect(refused).toMatchObject({ code: 'invalid', issues: [{ path: `secrets.${b}` }] });
  await expect(move()).rejects.toMatchObject({
    issues: [{ path: `secrets.${a}` }, { path: `secrets.${b}` }],
  });
  await expect(move({ [a]: 'x', [b]: 'y', cred_z: 'z' })).rejects.toMatchObject({
    issues: [{ path: 'secrets.cred_z' }],
  });
  expect(await opened(await getProvider(admin(), made), 'a')).toBe('sk-first-secret-aaaa');
  const moved = await move({ [a]: 'sk-new-a', [b]: 'sk-new-b' });
  expect([await opened(moved, 'a'), await opened(moved, 'b')]).toEqual(['sk-new-a', 'sk-new-b']);
  const { audit } = await history(database);
  expect(audit.at(-1)?.detail).toMatchObject({
    base_url: { before: null, after: 'https://proxy.example.org/v1' },
    secrets_replaced: ['a', 'b'],
  });
  expect(JSON.stringify(audit)).not.toContain('sk-new');
});

test('writing out the documented base URL is no new address; secrets are not taken for it', async () => {
  const made = await create(openai);
  const same = { id: made.id, base_url: 'https://api.openai.com/v1' };
  await expect(
    updateProvider(admin(), { ...same, secrets: { [idOf(made, 'a')]: 'x' } }),
  ).rejects.toMatchObject({
    issues: [{ path: 'secrets' }],
  });
  const changed = await updateProvider(admin(), same);
  expect(changed.base_url).toBe('https://api.openai.com/v1');
  expect(await opened(changed, 'a')).toBe('sk-first-secret-aaaa');
});

test('credentials are added, replaced and removed one by one', async () => {
  const made = await create(openai);
  const { id } = made;
  const added = await addCredential(admin(), {
    id,
    ...addCredentialInput.parse({ name: 'b', secret: 'sk-b', weight: 3 }),
  });
  expect(added.credentials.map(({ name, weight }) => [name, weight])).toEqual([
    ['a', 1],
    ['b', 3],
  ]);
  await expect(
    addCredential(admin(), { id, ...addCredentialInput.parse({ name: 'b', secret: 'x' }) }),
  ).rejects.toMatchObject({
    code: 'conflict',
  });
  fixture.clock.nowMs += 5_000;
  const replaced = await replaceSecret(admin(), {
    id,
    credential_id: idOf(made, 'a'),
    secret: 'sk-other-secret-bbbb',
  });
  expect(replaced.credentials[0]).toMatchObject({ hint: 'bbbb' });
  expect(replaced.credentials[0]?.rotated_at).not.toBe(made.credentials[0]?.rotated_at);
  expect(await opened(replaced, 'a')).toBe('sk-other-secret-bbbb');
  const left = await deleteCredential(admin(), { id, credential_id: idOf(added, 'b') });
  expect(left.credentials.map((each) => each.name)).toEqual(['a']);
  await expect(deleteCredential(admin(), { id, credential_id: idOf(added, 'b') })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect((await history(database)).actions).toEqual([
    'provider.create',
    'credential.create',
    'credential.replace_secret',
    'credential.delete',
  ]);
});

test('health checks of a provider are on, unless it is told otherwise', async () => {
  const made = await create(openai);
  expect(made.health_check).toBe(true);
  const changed = await updateProvider(admin(), { id: made.id, health_check: false });
  expect(changed.health_check).toBe(false);
  expect((await create({ ...openai, name: 'quiet', health_check: false })).health_check).toBe(false);
  const { audit } = await history(database);
  expect(audit[1]?.detail).toEqual({ health_check: { before: true, after: false } });
});

test('a provider that routes reach or keys name is neither removed nor renamed, and they are named', async () => {
  const made = await create(openai);
  await database.db.insert(route).values([
    { id: 'route_1', name: 'cheap', settings: { targets: ['openai/gpt-4o-mini'] } },
    { id: 'route_2', name: 'chat', settings: { targets: ['route:cheap'] } },
  ]);
  const models = ['openai/gpt-4o'];
  await database.db
    .insert(virtualKey)
    .values({ id: 'vk_1', name: 'bot', secretHash: 'x', hint: 'us_', models, tags: {}, origin: 'console' });
  expect((await getProvider(admin(), made)).routes).toEqual(['chat', 'cheap']);
  const message = 'openai cannot be removed: route chat, route cheap and key bot use it. Change that first.';
  await expect(deleteProvider(admin(), made)).rejects.toMatchObject({ code: 'conflict', message });
  await expect(updateProvider(admin(), { id: made.id, name: 'other' })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('a provider that a route reaches only as a fallback stays too', async () => {
  const made = await create(openai);
  const settings = { targets: ['other/x'], content_policy_fallbacks: ['openai/gpt-4o'] };
  await database.db.insert(route).values({ id: 'route_1', name: 'chat', settings });
  expect((await getProvider(admin(), made)).routes).toEqual(['chat']);
  const message = 'openai cannot be removed: route chat uses it. Change that first.';
  await expect(deleteProvider(admin(), made)).rejects.toMatchObject({ code: 'conflict', message });
});

test("a renamed provider takes its models' overrides along, and a removed one its secrets", async () => {
  const made = await create(openai);
  const settings = { context_window: 1000 };
  await database.db.insert(modelOverride).values({ providerName: 'openai', model: 'gpt-4o', settings });
  await updateProvider(admin(), { id: made.id, name: 'main' });
  expect(await database.db.select().from(modelOverride)).toMatchObject([{ providerName: 'main' }]);
  expect(await deleteProvider(admin(), made)).toEqual({ id: made.id, removed: true });
  expect(await database.db.select().from(credential)).toEqual([]);
  expect(await database.db.select().from(modelOverride)).toEqual([]);
});

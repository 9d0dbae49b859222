// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the configuration file's own syntax
import { afterAll, beforeEach, expect, test } from 'vitest';
import { credential, virtualKey } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { credentialContext } from '../../config/credential-context.ts';
import { openSecret } from '../../credentials/seal.ts';
import { createKey } from '../keys/create-key.ts';
import { createKeyInput } from '../keys/schema.ts';
import { createProvider } from '../providers/create-provider.ts';
import { createProviderInput } from '../providers/schema.ts';
import { createRoute } from '../routes/create-route.ts';
import { createRouteInput } from '../routes/schema.ts';
import { consoleFixture, insertOrganisation } from '../testing/console-fixture.ts';
import { history } from '../testing/history.ts';
import { applyDocument } from './apply-document.ts';
import { getConfig } from './get-config.ts';
import { appliedConfig, applyDocumentInput } from './schema.ts';

const database = await withTestDatabase();
afterAll(database.stop);

let fixture = consoleFixture(database);
beforeEach(async () => {
  await database.truncate();
  await insertOrganisation(database);
  fixture = consoleFixture(database);
  const credentials = [{ name: 'a', secret: 'sk-very-secret-indeed' }];
  const provider = { name: 'main', adapter: 'openai', credentials };
  await createProvider(admin(), createProviderInput.parse(provider));
  const route = { name: 'chat', settings: { targets: ['main/x'] } };
  await createRoute(admin(), createRouteInput.parse(route));
});

const admin = () => fixture.as('admin');
const send = async (body: Record<string, unknown>) =>
  appliedConfig.parse(await applyDocument(admin(), applyDocumentInput.parse(body)));
const refusal = (body: Record<string, unknown>) =>
  applyDocument(admin(), applyDocumentInput.parse(body)).catch((error) => error);

/** A document with one provider and one credential, whose secret and address are given. */
const withCredential = (fields: Record<string, unknown>, provider: Record<string, unknown> = {}) => ({
  version: 1,
  providers: { main: { adapter: 'openai', ...provider, credentials: [{ name: 'a', ...fields }] } },
});

async function openedSecret(baseUrl: string | null = null): Promise<string> {
  const [row] = await database.db.select().from(credential);
  const context = credentialContext(row?.id ?? '', { adapter: 'openai', baseUrl });
  return openSecret(fixture.world.masterKey, row?.sealedSecret ?? '', context);
}

test('what is in force, sent back as it was read, changes nothing', async () => {
  const { document } = await getConfig(admin());
  expect(await send({ document })).toMatchObject({ applied: false, version: 2, changes: [], notices: [] });
  expect(await openedSecret()).toBe('sk-very-secret-indeed');
  expect((await history(database)).actions).toEqual(['provider.create', 'route.create']);
});

test('an edited document becomes a new version with an audit row for each entry and one for itself', async () => {
  const routes = { chat: { targets: ['main/x', 'main/y'], stream_chunking: 'words' } };
  const answer = await send({ document: { version: 1, routes }, based_on: 2 });
  expect(answer).toMatchObject({
    applied: true,
    version: 3,
    origin: 'console',
    actor: 'Test admin',
    summary: 'changed route chat',
    document: { routes, providers: { main: { credentials: [{ secret: '${MAIN_A}' }] } } },
  });
  expect(answer.changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'added routes.chat.stream_chunking',
    'changed routes.chat.targets',
  ]);
  const { actions } = await history(database);
  expect(actions.slice(2).sort()).toEqual(['config.apply', 'route.update']);
});

test('a trial tells what would change, and changes nothing', async () => {
  const document = { version: 1, routes: {} };
  const answer = await send({ document, dry_run: true });
  expect(answer).toMatchObject({ applied: false, version: 2, document: { routes: { chat: {} } } });
  expect(answer.changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual(['removed routes.chat']);
  const { versions, actions } = await history(database);
  expect([versions.length, actions.length]).toEqual([2, 2]);
});

test('a credential without a secret, or with its own placeholder, keeps the one that is stored', async () => {
  for (const [rpm, fields] of [
    [5, {}],
    [6, { secret: '${MAIN_A}' }],
  ] as const) {
    const answer = await send({ document: withCredential({ ...fields, rpm }) });
    expect(answer.changes).toHaveLength(1);
    expect(await openedSecret()).toBe('sk-very-secret-indeed');
  }
});

test('a secret that is sent is sealed, and no answer, version or audit row holds it', async () => {
  const moved = { base_url: 'https://eu.example.com/v1' };
  const answer = await send({ document: withCredential({ secret: 'sk-another-secret' }, moved) });
  expect(answer.changes).toContainEqual({ kind: 'changed', path: 'providers.main.credentials.a.secret' });
  expect(await openedSecret(moved.base_url)).toBe('sk-another-secret');
  expect(JSON.stringify([answer, await history(database)])).not.toMatch(/sk-(very|another)/);
});

test.each([
  [{}, { base_url: 'https://elsewhere.example.com/v1' }, 'was given for https://api.openai.com/v1'],
  [{ secret: '${UNDERSTUDY_MASTER_KEY}' }, {}, 'names a variable, which is only read in a file'],
  [{ name: 'b' }, {}, 'is required: none is stored'],
  [{ secret: 'two words' }, {}, 'must hold no spaces'],
])('a credential of %o at %o is refused beside it', async (fields, provider, words) => {
  const refused = await refusal({ document: withCredential(fields, provider) });
  const path = 'document.providers.main.credentials[0].secret';
  expect(refused).toMatchObject({ code: 'invalid', issues: [{ path }] });
  expect(refused.issues[0].message).toContain(words);
  expect(await openedSecret()).toBe('sk-very-secret-indeed');
});

test('every problem of a document is told at once, beside its place, and nothing is changed', async () => {
  const routes = { chat: { targets: ['mian/x'] }, other: { targets: ['main/x'], stream_chunkng: 'words' } };
  const refused = await refusal({ document: { version: 1, routes, kyes: {} } });
  expect(refused.code).toBe('invalid');
  expect(refused.issues).toEqual([
    {
      path: 'document.routes.other.stream_chunkng',
      message: 'unknown setting "stream_chunkng"; did you mean "stream_chunking"?',
    },
    { path: 'document.kyes', message: 'unknown setting "kyes"; did you mean "keys"?' },
  ]);
  expect(
    await refusal({ document: { version: 1, routes: { chat: { targets: ['mian/x'] } } } }),
  ).toMatchObject({
    code: 'invalid',
    issues: [{ path: 'document.routes.chat.targets[0]' }],
  });
  expect((await history(database)).versions).toHaveLength(2);
});

test('a document that would leave a route without its provider is refused', async () => {
  const refused = await refusal({ document: { version: 1, providers: {} } });
  expect(refused).toMatchObject({ code: 'invalid', issues: [{ path: 'document.routes.chat.targets[0]' }] });
});

test('virtual keys are no part of a document, and stay as they are', async () => {
  await createKey(admin(), createKeyInput.parse({ name: 'bot' }));
  const refused = await refusal({ document: { version: 1, keys: {} } });
  expect(refused).toMatchObject({ code: 'invalid', issues: [{ path: 'document.keys' }] });
  await send({ document: { version: 1, routes: {} } });
  expect((await database.db.select().from(virtualKey))[0]?.revokedAt).toBeNull();
});

test('a document made from an older version is refused, and of two made from one version only one is applied', async () => {
  const routes = (target: string) => ({ version: 1, routes: { chat: { targets: [target] } } });
  const outcomes = await Promise.all(
    ['main/y', 'main/z'].map((target) => refusal({ document: routes(target), based_on: 2 })),
  );
  const refused = outcomes.find((outcome) => outcome instanceof Error);
  expect(refused).toMatchObject({ code: 'conflict', details: { current_version: 3 } });
  expect((await history(database)).versions).toHaveLength(3);
});

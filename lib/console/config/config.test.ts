import { afterAll, beforeEach, expect, test } from 'vitest';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { createKey } from '../keys/create-key.ts';
import { createKeyInput } from '../keys/schema.ts';
import { createProvider } from '../providers/create-provider.ts';
import { createProviderInput } from '../providers/schema.ts';
import { createRoute } from '../routes/create-route.ts';
import { listRoutes } from '../routes/list-routes.ts';
import { createRouteInput } from '../routes/schema.ts';
import { updateRoute } from '../routes/update-route.ts';
import { consoleFixture, insertOrganisation } from '../testing/console-fixture.ts';
import { history } from '../testing/history.ts';
import { getConfig } from './get-config.ts';
import { getConfigVersion } from './get-config-version.ts';
import { listConfigVersions } from './list-config-versions.ts';
import { rollbackConfig } from './rollback-config.ts';
import {
  configAnswer,
  configVersionDetail,
  configVersionPage,
  listConfigVersionsQuery,
  rollbackInput,
  rolledBack,
  versionParams,
} from './schema.ts';

const database = await withTestDatabase();
afterAll(database.stop);

let fixture = consoleFixture(database);
beforeEach(async () => {
  await database.truncate();
  await insertOrganisation(database);
  fixture = consoleFixture(database);
});

const admin = () => fixture.as('admin');
const viewer = () => fixture.as('viewer');
const versions = (query: Record<string, unknown> = {}) =>
  listConfigVersions(viewer(), listConfigVersionsQuery.parse(query));

/** Version 1: a provider. 2: a route. 3: its chain turned round. */
async function threeVersions() {
  const credentials = [{ name: 'a', secret: 'sk-very-secret-indeed' }];
  await createProvider(
    admin(),
    createProviderInput.parse({ name: 'openai', adapter: 'openai', credentials }),
  );
  const settings = { targets: ['openai/a', 'openai/b'] };
  const route = await createRoute(admin(), createRouteInput.parse({ name: 'chat', settings }));
  await updateRoute(admin(), { ...route, settings: { targets: ['openai/b', 'openai/a'] } });
}

test('before the first change there is no configuration', async () => {
  await expect(getConfig(viewer())).rejects.toMatchObject({ code: 'not_found' });
});

test('the configuration in force is the newest version, in the form of the file, without secrets', async () => {
  await threeVersions();
  const current = configAnswer.parse(await getConfig(viewer()));
  expect(current).toMatchObject({
    version: 3,
    actor: 'Test admin',
    origin: 'console',
    document: { version: 1, routes: { chat: { targets: ['openai/b', 'openai/a'] } } },
  });
  expect(JSON.stringify(current)).not.toContain('sk-very-secret');
});

test('the history pages newest first', async () => {
  await threeVersions();
  const first = configVersionPage.parse(await versions({ limit: '2' }));
  expect(first.items.map((item) => item.version)).toEqual([3, 2]);
  const rest = await versions({ limit: '2', cursor: first.next_cursor });
  expect(rest).toMatchObject({
    items: [{ version: 1, summary: 'connected provider openai' }],
    next_cursor: null,
  });
});

test('a version shows what going back to it would change', async () => {
  await threeVersions();
  const detail = configVersionDetail.parse(await getConfigVersion(viewer(), { version: 2 }));
  expect(detail.current_version).toBe(3);
  expect(detail.changes).toEqual([
    {
      kind: 'changed',
      path: 'routes.chat.targets',
      before: ['openai/b', 'openai/a'],
      after: ['openai/a', 'openai/b'],
    },
  ]);
  await expect(getConfigVersion(viewer(), { version: 9 })).rejects.toMatchObject({ code: 'not_found' });
});

test('going back makes a new version with the old content, audited; keys and history stay', async () => {
  await threeVersions();
  await createKey(admin(), createKeyInput.parse({ name: 'bot' }));
  const answer = rolledBack.parse(await rollbackConfig(admin(), { version: 2 }));
  expect(answer).toMatchObject({ version: 5, origin: 'rollback', unrestored: [] });
  expect(answer.changes).toHaveLength(1);
  expect((await listRoutes(viewer())).items[0]?.settings.targets).toEqual(['openai/a', 'openai/b']);
  const { actions } = await history(database);
  expect(actions.slice(-2).sort()).toEqual(['config.rollback', 'route.update']);
  expect((await versions()).items.map((item) => item.version)).toEqual([5, 4, 3, 2, 1]);
});

test('going back to a version that is not there changes nothing', async () => {
  await threeVersions();
  await expect(rollbackConfig(admin(), { version: 9 })).rejects.toMatchObject({ code: 'not_found' });
  expect((await history(database)).versions).toHaveLength(3);
});

test('a version number that no column can hold is refused before the database is asked', () => {
  expect(versionParams.safeParse({ version: '2147483647' }).success).toBe(true);
  expect(versionParams.safeParse({ version: '2147483648' }).success).toBe(false);
  expect(rollbackInput.safeParse({ version: 2_147_483_648 }).success).toBe(false);
});

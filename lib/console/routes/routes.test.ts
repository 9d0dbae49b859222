import { afterAll, beforeEach, expect, test } from 'vitest';
import { circuitState, gatewayInstance, provider, virtualKey } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { consoleFixture } from '../testing/console-fixture.ts';
import { history } from '../testing/history.ts';
import { createRoute } from './create-route.ts';
import { deleteRoute } from './delete-route.ts';
import { getRoute } from './get-route.ts';
import { listRoutes } from './list-routes.ts';
import { createRouteInput, routeConflict, routeItem, routeList } from './schema.ts';
import { updateRoute } from './update-route.ts';

const database = await withTestDatabase();
afterAll(database.stop);

let fixture = consoleFixture(database);
beforeEach(async () => {
  await database.truncate();
  fixture = consoleFixture(database);
  await database.db
    .insert(provider)
    .values(['openai', 'backup'].map((name) => ({ id: `prov_${name}`, name, adapter: 'openai' })));
});

const admin = () => fixture.as('admin');
const create = (name: string, settings: Record<string, unknown>) =>
  createRoute(admin(), createRouteInput.parse({ name, settings }));
const chain = { targets: ['openai/gpt-4o-mini', 'backup/gpt-4o'] };

const insertKey = (name: string, models: string[] | null, revokedAt: Date | null = null) =>
  database.db.insert(virtualKey).values({
    id: `vk_${name}`,
    name,
    secretHash: name,
    hint: 'us_',
    models,
    tags: {},
    origin: 'console',
    revokedAt,
  });

test('a route says its chain in a sentence, and which settings it inherits', async () => {
  const made = routeItem.parse(
    await create('chat', { ...chain, num_retries: 0, timeouts: { first_token_ms: 8000 } }),
  );
  expect(made.summary).toBe(
    'openai/gpt-4o-mini, then backup/gpt-4o. A failed target is not tried again. ' +
      'An error or 8 s without a first token moves the request to the next one. ' +
      'A broken stream is completed by another target when the two agree. ' +
      'After 3 failures in a row a target rests for 30 s.',
  );
  expect(made.resolved.timeouts).toMatchObject({ first_token_ms: 8000, total_ms: 600_000 });
  expect(made.inherited).toContain('timeouts.total_ms');
  expect(made.inherited).toContain('breaker.cooldown_ms');
  expect(made.resolved).toMatchObject({ stream_recovery: 'replay', recovery_max_cost_usd: 0.01 });
  expect(made.inherited).toEqual(expect.arrayContaining(['stream_recovery', 'recovery_max_cost_usd']));
  expect(made.inherited).not.toContain('timeouts.first_token_ms');
  expect(made.inherited).not.toContain('num_retries');
  const { actions, summaries } = await history(database);
  expect([actions, summaries]).toEqual([['route.create'], ['created route chat']]);
});

test('what a route says of broken streams is in force, and not inherited', async () => {
  const settings = { ...chain, stream_recovery: 'buffer', recovery_max_cost_usd: 0 };
  const made = routeItem.parse(await create('chat', settings));
  expect(made.resolved).toMatchObject({ stream_recovery: 'buffer', recovery_max_cost_usd: 0 });
  expect(made.inherited).not.toContain('stream_recovery');
  expect(made.inherited).not.toContain('recovery_max_cost_usd');
});

test('chunking and the class of batch work are in force when written, and inherited when not', async () => {
  const plain = await create('plain', chain);
  expect(plain.resolved).toMatchObject({ stream_chunking: 'as_sent', latency_class: 'standard' });
  expect(plain.inherited).toEqual(expect.arrayContaining(['stream_chunking', 'latency_class']));
  const settings = {
    ...chain,
    stream_chunking: 'words',
    latency_class: 'batch',
    stream_recovery: 'continue',
  };
  const made = routeItem.parse(await create('chat', settings));
  expect(made.resolved).toMatchObject({
    stream_chunking: 'words',
    latency_class: 'batch',
    stream_recovery: 'continue',
  });
  for (const path of ['stream_chunking', 'latency_class', 'stream_recovery']) {
    expect(made.inherited).not.toContain(path);
  }
});

test('fallbacks by cause are expanded beside the chain, and keep the routes they name in use', async () => {
  const mild = await create('mild', { targets: ['backup/mild', 'backup/gpt-4o'] });
  const fallbacks = {
    context_window_fallbacks: [{ target: 'openai/long', timeouts: { idle_ms: 5 } }],
    content_policy_fallbacks: ['route:mild', 'route:chat'],
  };
  const made = routeItem.parse(await create('chat', { ...chain, ...fallbacks }));
  expect(made.settings).toMatchObject(fallbacks);
  expect(made.targets).toHaveLength(2);
  expect(made.context_window_fallbacks).toMatchObject([
    { target: 'openai/long', via: null, timeouts: { idle_ms: 5, connect_ms: 3000 } },
  ]);
  expect(made.content_policy_fallbacks).toMatchObject([
    { target: 'backup/mild', via: 'mild' },
    { target: 'backup/gpt-4o', via: 'mild' },
    { target: 'openai/gpt-4o-mini', via: 'chat' },
  ]);
  expect(made.summary).toContain('goes to openai/long.');
  const sentence = 'mild cannot be removed: route chat names it. Change that first.';
  await expect(deleteRoute(admin(), mild)).rejects.toMatchObject({ code: 'conflict', message: sentence });
  await expect(updateRoute(admin(), { ...mild, name: 'soft' })).rejects.toMatchObject({ code: 'conflict' });
  expect(made.used_by_routes).toEqual([]);
  expect(await deleteRoute(admin(), made)).toEqual({ id: made.id, removed: true });
});

test('a route is marked as simulated for as long as every target of it is', async () => {
  await database.db
    .insert(provider)
    .values({ id: 'prov_sim', name: 'sim', adapter: 'simulator', simulated: true });
  const made = await create('demo', { targets: ['sim/a', 'sim/b'] });
  expect(made.simulated).toBe(true);
  const changed = await updateRoute(admin(), { ...made, settings: { targets: ['openai/a', 'sim/b'] } });
  expect(changed.simulated).toBe(false);
});

test('another route is expanded, with the name it came by and the worst state of its circuits', async () => {
  const now = new Date();
  await database.db.insert(gatewayInstance).values({ id: 'gw_1', startedAt: now, heartbeatAt: now });
  await database.db
    .insert(circuitState)
    .values({ instanceId: 'gw_1', target: 'openai/gpt-4o-mini', state: 'open', since: now });
  await create('cheap', {
    targets: [{ target: 'openai/gpt-4o-mini', timeouts: { idle_ms: 5 } }, 'openai/no-such-model'],
  });
  await create('chat', { targets: ['backup/gpt-4o', 'route:cheap'] });
  const list = routeList.parse(await listRoutes(fixture.as('viewer')));
  const chat = list.items.find((item) => item.name === 'chat');
  expect(chat?.targets).toMatchObject([
    { target: 'backup/gpt-4o', via: null, circuit: null, known: true, priced: true },
    {
      target: 'openai/gpt-4o-mini',
      via: 'cheap',
      circuit: 'open',
      timeouts: { idle_ms: 5, connect_ms: 3000 },
    },
    { target: 'openai/no-such-model', via: 'cheap', known: false, priced: false },
  ]);
  expect(list.items.find((item) => item.name === 'cheap')?.used_by_routes).toEqual(['chat']);
});

test.each([
  [{ targets: ['openai/gpt-4o', 'opnai/gpt-4o'] }, 'settings.targets.1', 'did you mean "openai"'],
  [{ targets: ['route:nowhere'] }, 'settings.targets.0', 'there is no route "nowhere"'],
  [{ targets: ['route:chat'] }, 'settings.targets.0', 'a cycle'],
  [
    { ...chain, context_window_fallbacks: ['opnai/gpt-4o'] },
    'settings.context_window_fallbacks.0',
    'did you mean "openai"',
  ],
  [
    { ...chain, content_policy_fallbacks: ['backup/x', 'route:nowhere'] },
    'settings.content_policy_fallbacks.1',
    'there is no route "nowhere"',
  ],
])('%o is refused beside the target at fault', async (settings, path, words) => {
  const refused = await create('chat', settings).catch((error) => error);
  expect(refused).toMatchObject({ code: 'invalid', issues: [{ path }] });
  expect(refused.issues[0].message).toContain(words);
  expect((await history(database)).versions).toEqual([]);
});

test('a cycle that an edit would close is refused, also when two edits would close it at once', async () => {
  const a = await create('a', { targets: ['openai/gpt-4o'] });
  const b = await create('b', { targets: ['openai/gpt-4o'] });
  const outcomes = await Promise.allSettled([
    updateRoute(admin(), { ...a, settings: { targets: ['route:b'] } }),
    updateRoute(admin(), { ...b, settings: { targets: ['route:a'] } }),
  ]);
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('settings that this version does not support are refused, not ignored', () => {
  const parsed = createRouteInput.safeParse({ name: 'chat', settings: { ...chain, strategy: 'latency' } });
  expect(parsed.error?.issues[0]).toMatchObject({
    path: ['settings', 'strategy'],
    message: '"latency" is not supported yet',
  });
});

test('an edit based on an older version saves nothing and shows both', async () => {
  const opened = await create('chat', chain);
  const theirs = { targets: ['backup/gpt-4o'] };
  await updateRoute(admin(), { ...opened, settings: theirs });
  const refused = await updateRoute(admin(), { ...opened, settings: { targets: ['openai/gpt-4o'] } }).catch(
    (e) => e,
  );
  expect(refused).toMatchObject({ code: 'conflict' });
  const details = routeConflict.parse(refused.details);
  expect(details.yours.settings.targets).toEqual(['openai/gpt-4o']);
  expect(details.current.settings).toEqual(theirs);
  expect((await getRoute(admin(), opened)).settings).toEqual(theirs);
  const retried = await updateRoute(admin(), {
    ...details.yours,
    id: opened.id,
    version: details.current.version,
  });
  expect(retried.settings).toEqual({ targets: ['openai/gpt-4o'] });
  const { audit } = await history(database);
  expect(audit.at(-1)?.detail).toEqual({
    settings: { before: theirs, after: { targets: ['openai/gpt-4o'] } },
  });
});

test('of two edits of one version at once, one is saved', async () => {
  const opened = await create('chat', chain);
  const edit = (target: string) => updateRoute(admin(), { ...opened, settings: { targets: [target] } });
  const outcomes = await Promise.allSettled([edit('openai/a'), edit('openai/b')]);
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a route that keys and routes name is neither removed nor renamed, and they are named', async () => {
  const chat = await create('chat', chain);
  await create('all', { targets: ['route:chat'] });
  await insertKey('bot', ['chat']);
  await insertKey('old', ['chat'], new Date());
  await insertKey('open', null);
  const sentence = 'chat cannot be removed: route all and key bot name it. Change that first.';
  await expect(deleteRoute(admin(), chat)).rejects.toMatchObject({ code: 'conflict', message: sentence });
  await expect(updateRoute(admin(), { ...chat, name: 'talk' })).rejects.toMatchObject({ code: 'conflict' });
});

test('a route that nothing names can be renamed and removed', async () => {
  const chat = await create('chat', chain);
  await create('other', chain);
  await expect(updateRoute(admin(), { ...chat, name: 'other' })).rejects.toMatchObject({ code: 'conflict' });
  expect(await updateRoute(admin(), { ...chat, name: 'talk' })).toMatchObject({ id: chat.id, name: 'talk' });
  expect(await deleteRoute(admin(), chat)).toEqual({ id: chat.id, removed: true });
  await expect(getRoute(admin(), chat)).rejects.toMatchObject({ code: 'not_found' });
  expect((await history(database)).summaries.slice(2)).toEqual([
    'renamed route chat to talk',
    'removed route talk',
  ]);
});

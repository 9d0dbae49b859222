import { eq } from 'drizzle-orm';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { budgetAccount, organisation, provider, route, virtualKey } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { createKey } from '../keys/create-key.ts';
import { listKeys } from '../keys/list-keys.ts';
import { createKeyInput, keyPage, listKeysQuery, updateKeyInput } from '../keys/schema.ts';
import { updateKey } from '../keys/update-key.ts';
import { getOrganisation } from '../organisation/get-organisation.ts';
import { organisationItem, updateOrganisationInput } from '../organisation/schema.ts';
import { updateOrganisation } from '../organisation/update-organisation.ts';
import { getProvider } from '../providers/get-provider.ts';
import { providerItem, updateProviderInput } from '../providers/schema.ts';
import { updateProvider } from '../providers/update-provider.ts';
import { consoleFixture, insertOrganisation, startMs } from '../testing/console-fixture.ts';
import { history } from '../testing/history.ts';

const database = await withTestDatabase();
afterAll(database.stop);

let fixture = consoleFixture(database);
beforeEach(async () => {
  await database.truncate();
  fixture = consoleFixture(database);
  await insertOrganisation(database);
  const { db } = database;
  await db.insert(route).values({ id: 'route_1', name: 'chat', settings: { targets: ['openai/gpt-4o'] } });
  await db.insert(provider).values({ id: 'prov_1', name: 'openai', adapter: 'openai' });
});

const admin = () => fixture.as('admin');
const create = (fields: Record<string, unknown>) => createKey(admin(), createKeyInput.parse(fields));
const update = (id: string, fields: Record<string, unknown>) =>
  updateKey(admin(), { id, ...updateKeyInput.parse(fields) });
const column = async () => (await database.db.select().from(virtualKey))[0]?.limits;
const spend = (budgetId: string, periodStart: string, spentNanoUsd: bigint) =>
  database.db.insert(budgetAccount).values({ budgetId, periodStart: new Date(periodStart), spentNanoUsd });

const day = { limit_usd: 50, period: 'day', mode: 'hard' };
const month = { limit_usd: 0.000000001, period: 'month', mode: 'soft' };

test('a key is made with limits, in the words of the file, and they are in its audit row', async () => {
  const made = await create({
    name: 'bot',
    models: ['chat'],
    budget: [month, { limit_usd: 50, period: 'day' }],
    model_budgets: { chat: { limit_usd: 1, period: 'hour' } },
    model_limits: { chat: { rpm: 5 } },
    rpm: 120,
    max_parallel_requests: 20,
    allow_unpriced: false,
  });
  expect(await column()).toEqual({
    budget: [
      { limit_usd: 50, period: 'day' },
      { limit_usd: 0.000000001, period: 'month', mode: 'soft' },
    ],
    model_budgets: { chat: { limit_usd: 1, period: 'hour' } },
    model_limits: { chat: { rpm: 5 } },
    rpm: 120,
    max_parallel_requests: 20,
    allow_unpriced: false,
  });
  expect(made).toMatchObject({
    budget: [day, month],
    model_budgets: { chat: [{ limit_usd: 1, period: 'hour', mode: 'hard' }] },
    model_limits: { chat: { rpm: 5, tpm: null, max_parallel_requests: null } },
    rpm: 120,
    tpm: null,
    allow_unpriced: false,
  });
  expect((await history(database)).audit[0]?.detail).toMatchObject({ limits: await column() });
});

test('a limit that a change leaves out stays, and null takes it away', async () => {
  const { id } = await create({
    name: 'bot',
    budget: day,
    rpm: 5,
    tpm: 7,
    model_limits: { chat: { rpm: 1 } },
  });
  expect(await update(id, { rpm: 6 })).toMatchObject({ budget: [day], rpm: 6, tpm: 7 });
  expect(await update(id, { budget: null, tpm: null })).toMatchObject({ budget: [], rpm: 6, tpm: null });
  const { audit } = await history(database);
  expect(audit.at(-1)?.detail).toEqual({
    budget: { before: [day], after: [] },
    tpm: { before: 7, after: null },
  });
  await update(id, { rpm: null, model_limits: {} });
  expect(await column()).toBeNull();
});

test.each([
  [{ model_budgets: { caht: [day] } }, 'model_budgets.caht', 'There is no route caht.'],
  [{ model_limits: { 'openai/x': { rpm: 1 } } }, 'model_limits.openai/x', 'This key may not call openai/x.'],
  [
    { models: ['openai/x'], model_budgets: { chat: [day] } },
    'model_budgets.chat',
    'This key may not call chat.',
  ],
])('a limit for what the key may not call is refused beside its field: %o', async (fields, path, message) => {
  await expect(create({ name: 'bot', ...fields })).rejects.toMatchObject({
    code: 'invalid',
    issues: [{ path, message }],
  });
});

test('a key may not be kept from what it has a budget for, and one whose route is gone can still be changed', async () => {
  const { id } = await create({ name: 'bot', model_budgets: { chat: [day] } });
  await expect(update(id, { models: ['openai/x'] })).rejects.toMatchObject({
    issues: [{ path: 'model_budgets.chat' }],
  });
  await database.db.delete(route).where(eq(route.name, 'chat'));
  expect(await update(id, { rpm: 5 })).toMatchObject({ rpm: 5 });
});

test.each([
  [{ budget: [day, day] }, 'budget.1.period', 'There is a budget for this period already.'],
  [{ budget: { limit_usd: 0, period: 'day' } }, 'budget.limit_usd', 'Give more than 0.'],
  [
    { budget: [{ limit_usd: 1e-10, period: 'day' }] },
    'budget.0.limit_usd',
    'Give at most nine digits after the point.',
  ],
  [{ budget: { period: 'day' } }, 'budget.limit_usd', 'Give an amount in USD.'],
  [{ budget: { limit_usd: 1, period: 'year' } }, 'budget.period', 'Choose a period.'],
  [
    { model_budgets: { chat: { limit_usd: -1, period: 'day' } } },
    'model_budgets.chat.limit_usd',
    'Give more than 0.',
  ],
  [{ rpm: 0 }, 'rpm', 'Give at least 1, or nothing for no limit.'],
  [{ max_parallel_requests: 1.5 }, 'max_parallel_requests', 'Give a whole number.'],
])('%o is refused beside its field', (fields, path, message) => {
  const { error } = createKeyInput.safeParse({ name: 'bot', ...fields });
  expect(error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([[path, message]]);
});

test('use is what is settled in the period of this moment, in the zone of the organisation', async () => {
  const total = { limit_usd: 5, period: 'total' };
  const { id, usage } = await create({
    name: 'bot',
    budget: [day, total],
    model_budgets: { chat: [month] },
  });
  expect(usage.map(({ spent_nano_usd }) => spent_nano_usd)).toEqual(['0', '0', '0']);
  await spend(`key:${id}:day`, '2026-11-20T23:00:00Z', 3_000_000_001n);
  await spend(`key:${id}:day`, '2026-11-19T23:00:00Z', 999n);
  await spend(`key:${id}:total`, '1970-01-01T00:00:00Z', 9_007_199_254_740_993n);
  await spend(`key:${id}:chat:month`, '2026-10-31T23:00:00Z', 1n);
  const page = keyPage.parse(await listKeys(fixture.as('viewer'), listKeysQuery.parse({})));
  expect(page.items[0]?.usage).toEqual([
    {
      id: `key:${id}:day`,
      model: null,
      limit_usd: '50',
      limit_nano_usd: '50000000000',
      period: 'day',
      mode: 'hard',
      spent_nano_usd: '3000000001',
      period_start: '2026-11-20T23:00:00.000Z',
      renews_at: '2026-11-21T23:00:00.000Z',
    },
    {
      id: `key:${id}:total`,
      model: null,
      limit_usd: '5',
      limit_nano_usd: '5000000000',
      period: 'total',
      mode: 'hard',
      spent_nano_usd: '9007199254740993',
      period_start: null,
      renews_at: null,
    },
    {
      id: `key:${id}:chat:month`,
      model: 'chat',
      limit_usd: '0.000000001',
      limit_nano_usd: '1',
      period: 'month',
      mode: 'soft',
      spent_nano_usd: '1',
      period_start: '2026-10-31T23:00:00.000Z',
      renews_at: '2026-11-30T23:00:00.000Z',
    },
  ]);
  fixture.clock.nowMs = startMs + 86_400_000;
  const [tomorrow] = (await listKeys(admin(), listKeysQuery.parse({}))).items;
  expect(tomorrow?.usage[0]).toMatchObject({
    spent_nano_usd: '0',
    period_start: '2026-11-21T23:00:00.000Z',
  });
});

test("a provider's budget is written, kept by other changes, and shown with its use", async () => {
  const path = { id: 'prov_1' };
  const change = (fields: Record<string, unknown>) =>
    updateProvider(admin(), { ...path, ...updateProviderInput.parse(fields) });
  expect(await change({ budget: month })).toMatchObject({ budget: [month] });
  await change({ health_check: false });
  await spend('provider:prov_1:month', '2026-10-31T23:00:00Z', 5n);
  const item = providerItem.parse(await getProvider(fixture.as('viewer'), path));
  expect(item).toMatchObject({
    budget: [month],
    usage: [{ id: 'provider:prov_1:month', spent_nano_usd: '5' }],
  });
  expect((await history(database)).audit[0]?.detail).toEqual({ budget: { before: [], after: [month] } });
  expect(await change({ budget: [] })).toMatchObject({ budget: [], usage: [] });
});

test("the organisation's budget is changed without its other settings", async () => {
  const retention = { requests_days: 90 };
  await database.db.update(organisation).set({ limits: { retention } });
  const changed = await updateOrganisation(admin(), updateOrganisationInput.parse({ budget: day }));
  expect(organisationItem.parse(changed)).toMatchObject({
    name: 'Acme',
    time_zone: 'Europe/Berlin',
    budget: [day],
    usage: [{ id: 'organisation::day', renews_at: '2026-11-21T23:00:00.000Z' }],
  });
  const stored = async () => (await database.db.select().from(organisation))[0]?.limits;
  expect(await stored()).toEqual({ retention, budget: { limit_usd: 50, period: 'day' } });
  const { actions, summaries } = await history(database);
  expect([actions, summaries]).toEqual([['organisation.update'], ['changed organisation']]);
  await updateOrganisation(admin(), updateOrganisationInput.parse({ budget: null }));
  expect(await stored()).toEqual({ retention });
  expect((await getOrganisation(fixture.as('viewer'))).usage).toEqual([]);
});

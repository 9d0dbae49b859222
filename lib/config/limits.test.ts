import { asc } from 'drizzle-orm';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { auditEvent, organisation, provider, team, virtualKey } from '#db/schema/index.ts';
import { loadConfigurationRows } from '#db/stores/configuration-rows.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { buildConfiguration } from './build-configuration.ts';
import { exportConfig } from './export.ts';
import { ensureOrganisation } from './organisation.ts';
import { restoreVersion } from './restore-version.ts';
import { configDatabase } from './testing/config-database.ts';

const database = await withTestDatabase();
const { db } = database;
const { apply, options } = configDatabase(database);
afterAll(database.stop);
beforeEach(async () => {
  await database.truncate();
  await ensureOrganisation(db, options.masterKey);
});

const limited = `version: 1
organisation: { time_zone: Europe/Berlin, budget: { limit_usd: 5000, period: month }, retention: { requests_days: 90 } }
providers:
  main: { adapter: openai, budget: { limit_usd: 500.000000001, period: month, mode: soft } }
routes:
  chat: { targets: [main/m] }
teams:
  support: { budget: [{ limit_usd: 200, period: month }, { limit_usd: 20, period: day }], rpm: 600, tpm: 400000 }
  sales: {}
keys:
  bot:
    team: support
    models: [chat]
    budget: { limit_usd: 50, period: day }
    model_budgets: { chat: { limit_usd: 1, period: hour } }
    rpm: 120
    max_parallel_requests: 20
    model_limits: { chat: { tpm: 5000 } }
    allow_unpriced: false
  free: { team: sales }
`;
const bare = `version: 1
organisation: { time_zone: Europe/Berlin }
providers: { main: { adapter: openai } }
routes: { chat: { targets: [main/m] } }
teams: { support: {}, sales: {} }
keys: { bot: { team: support, models: [chat] }, free: { team: sales } }
`;

const columns = async () => ({
  organisation: (await db.select().from(organisation))[0]?.limits,
  provider: (await db.select().from(provider))[0]?.limits,
  teams: (await db.select().from(team).orderBy(asc(team.name))).map(({ limits }) => limits),
  keys: (await db.select().from(virtualKey).orderBy(asc(virtualKey.name))).map(({ limits }) => limits),
});
const build = async () =>
  buildConfiguration(await loadConfigurationRows(db), {
    openCredential: (secret) => secret,
    simulatorOrigin: 'http://127.0.0.1:1',
  });

it('limits are added, changed and taken away by a file, each told by its path', async () => {
  await apply(bare);
  const { changes } = await apply(limited);
  expect(changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'added keys.bot.allow_unpriced',
    'added keys.bot.budget',
    'added keys.bot.max_parallel_requests',
    'added keys.bot.model_budgets',
    'added keys.bot.model_limits',
    'added keys.bot.rpm',
    'added organisation.budget',
    'added organisation.retention',
    'added providers.main.budget',
    'added teams.support.budget',
    'added teams.support.rpm',
    'added teams.support.tpm',
  ]);
  expect((await apply(limited)).version).toBeNull();
  expect((await columns()).teams).toEqual([
    null,
    {
      budget: [
        { limit_usd: 20, period: 'day' },
        { limit_usd: 200, period: 'month' },
      ],
      rpm: 600,
      tpm: 400_000,
    },
  ]);
  const changed = await apply(
    limited.replace('rpm: 600', 'rpm: 601').replace('limit_usd: 50,', 'limit_usd: 51,'),
  );
  expect(changed.changes).toEqual([
    { kind: 'changed', path: 'keys.bot.budget.limit_usd', before: 50, after: 51 },
    { kind: 'changed', path: 'teams.support.rpm', before: 600, after: 601 },
  ]);
  await apply(bare);
  expect(await columns()).toEqual({
    organisation: null,
    provider: null,
    teams: [null, null],
    keys: [null, null],
  });
  const actions = (await db.select().from(auditEvent)).map(
    ({ action, subjectName }) => `${action} ${subjectName}`,
  );
  expect(actions.filter((action) => action === 'team.update support')).toHaveLength(3);
});

it('a file without a section leaves its limits alone', async () => {
  await apply(limited);
  const before = await columns();
  expect((await apply('version: 1\nroutes: { chat: { targets: [main/m] } }\n')).version).toBeNull();
  expect(await columns()).toEqual(before);
});

it('an export has every limit, and applied again it changes nothing', async () => {
  await apply(limited);
  const { text } = await exportConfig(db);
  expect(text).toMatchInlineSnapshot(`
    "version: 1
    organisation:
      time_zone: Europe/Berlin
      budget:
        limit_usd: 5000
        period: month
      retention:
        requests_days: 90
    providers:
      main:
        adapter: openai
        budget:
          limit_usd: 500.000000001
          period: month
          mode: soft
    models: {}
    routes:
      chat:
        targets:
          - main/m
    teams:
      sales: {}
      support:
        budget:
          - limit_usd: 20
            period: day
          - limit_usd: 200
            period: month
        rpm: 600
        tpm: 400000
    keys:
      bot:
        team: support
        models:
          - chat
        budget:
          limit_usd: 50
          period: day
        model_budgets:
          chat:
            limit_usd: 1
            period: hour
        rpm: 120
        max_parallel_requests: 20
        model_limits:
          chat:
            tpm: 5000
        allow_unpriced: false
      free:
        team: sales
    "
  `);
  expect((await apply(text)).version).toBeNull();
});

it('gateways get them as budgets under ids that outlive every change of amount and mode', async () => {
  await apply(limited);
  const { configuration, problems } = await build();
  expect(problems).toEqual([]);
  const rows = await db.select().from(virtualKey).orderBy(asc(virtualKey.name));
  const [bot, free] = rows.map(({ secretHash }) => configuration.keys.get(secretHash));
  const teamId = rows[0]?.teamId;
  expect(bot?.limits).toEqual({
    budgets: [
      {
        id: `key:${bot?.id}:day`,
        scope: 'key',
        owner: 'bot',
        limitNanoUsd: 50_000_000_000n,
        period: 'day',
        hard: true,
        model: null,
      },
      {
        id: `key:${bot?.id}:chat:hour`,
        scope: 'key',
        owner: 'bot',
        limitNanoUsd: 1_000_000_000n,
        period: 'hour',
        hard: true,
        model: 'chat',
      },
    ],
    rpm: 120,
    tpm: null,
    maxParallelRequests: 20,
    models: new Map([['chat', { rpm: null, tpm: 5_000, maxParallelRequests: null }]]),
  });
  expect(bot?.allowUnpriced).toBe(false);
  expect(bot?.teamLimits).toMatchObject({
    budgets: [
      { id: `team:${teamId}:day`, owner: 'support', limitNanoUsd: 20_000_000_000n },
      { id: `team:${teamId}:month`, owner: 'support', limitNanoUsd: 200_000_000_000n },
    ],
    rpm: 600,
  });
  expect(free).not.toHaveProperty('limits');
  expect(free).not.toHaveProperty('teamLimits');
  const { budgets } = configuration.providers.get('main') ?? {};
  expect(budgets).toMatchObject([{ limitNanoUsd: 500_000_000_001n, hard: false, scope: 'provider' }]);
  expect(configuration.organisation).toEqual({
    timeZone: 'Europe/Berlin',
    budgets: [
      {
        id: 'organisation::month',
        scope: 'organisation',
        owner: '',
        limitNanoUsd: 5_000_000_000_000n,
        period: 'month',
        hard: true,
        model: null,
      },
    ],
  });
});

it('limits that this version cannot read never become none: what they limit is not served', async () => {
  await apply(limited);
  await db.update(team).set({ limits: { budget: { limit_eur: 5 } } });
  await db.update(provider).set({ limits: { rpd: 5 } });
  const { configuration, problems } = await build();
  expect(configuration.keys.size).toBe(0);
  expect(configuration.providers.size).toBe(0);
  expect(problems).toContain('Provider main is not served: this version does not know its budget.');
  expect(problems).toContain(
    'Keys of the team support are not served: this version does not know its limits.',
  );
  await db.update(team).set({ limits: null });
  await db.update(virtualKey).set({ limits: { rpd: 5 } });
  const again = await build();
  expect(again.configuration.keys.size).toBe(0);
  expect(again.problems).toContain('Key bot is not served: this version does not know its limits.');
});

it('restoring a version brings back the limits of the organisation, of providers and of teams that still exist', async () => {
  await apply(limited);
  const before = await columns();
  await apply(bare.replace('support: {}, sales: {}', 'support: {}').replace(', free: { team: sales }', ''));
  const { changes } = await db.transaction((tx) => restoreVersion(tx, 1, options.actor));
  expect(changes.map(({ path }) => path)).toEqual([
    'organisation.budget',
    'organisation.retention',
    'providers.main.budget',
    'teams.support.budget',
    'teams.support.rpm',
    'teams.support.tpm',
  ]);
  const after = await columns();
  expect([after.organisation, after.provider]).toEqual([before.organisation, before.provider]);
  expect(after.teams).toEqual([before.teams[1]]);
  expect(after.keys[0]).toBeNull();
});

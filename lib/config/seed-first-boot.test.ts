import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { configVersion, provider, route, virtualKey } from '#db/schema/index.ts';
import { loadConfigurationRows } from '#db/stores/configuration-rows.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { openSecret } from '#lib/credentials/seal.ts';
import { hashVirtualKey } from '#lib/credentials/virtual-key.ts';
import { buildConfiguration } from './build-configuration.ts';
import { seedFirstBoot } from './seed-first-boot.ts';
import { configDatabase } from './testing/config-database.ts';

const database = await withTestDatabase();
const { db } = database;
const { apply, options } = configDatabase(database);
const { masterKey, pepper } = options;
afterAll(database.stop);
beforeEach(database.truncate);

const nowMs = Date.parse('2026-11-21T12:00:00Z');
const seed = (env: Record<string, string> = {}) => seedFirstBoot(db, { masterKey, pepper, env, nowMs });

async function served() {
  return buildConfiguration(await loadConfigurationRows(db), {
    openCredential: (sealed, context) => openSecret(masterKey, sealed, context),
    simulatorOrigin: 'http://127.0.0.1:4000',
  });
}

describe('a first boot', () => {
  it('makes a demo that can be served: its primary is down, its fallback answers, both priced', async () => {
    const seeded = await seed();
    const { configuration, problems } = await served();
    expect(problems).toEqual([]);
    const demo = configuration.routes.get('demo');
    expect(
      demo?.targets.map((target) => [target.id, target.provider.baseUrl, target.provider.simulated]),
    ).toEqual([
      ['sim-primary/sim-large', 'http://127.0.0.1:4000/down/openai/v1', true],
      ['sim-fallback/sim-small', 'http://127.0.0.1:4000/healthy/openai/v1', true],
    ]);
    expect(demo?.targets.every((target) => target.facts.price !== null)).toBe(true);
    expect(demo?.targets.every((target) => target.provider.credentials.length === 1)).toBe(true);
    const key = configuration.keys.get(hashVirtualKey(pepper, seeded?.demoKey.secret ?? ''));
    expect(key).toMatchObject({
      name: 'demo',
      models: new Set(['demo']),
      expiresAtMs: Date.parse('2026-11-28T12:00:00Z'),
    });
    expect(seeded?.demoKey.secret).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('marks everything it seeds', async () => {
    await seed();
    expect((await db.select().from(provider)).map((row) => row.simulated)).toEqual([true, true]);
    expect((await db.select().from(route)).map((row) => row.simulated)).toEqual([true]);
    expect((await db.select().from(virtualKey)).map((row) => row.origin)).toEqual(['seed']);
    expect((await db.select().from(configVersion)).map((row) => row.origin)).toEqual(['seed']);
  });

  it('makes a provider, ready to use, for each provider key in the environment', async () => {
    const seeded = await seed({ OPENAI_API_KEY: 'sk-o', ANTHROPIC_API_KEY: ' sk-a\n', GEMINI_API_KEY: '' });
    expect(seeded?.providers).toEqual(['openai', 'anthropic']);
    const { configuration, problems } = await served();
    expect(problems).toEqual([]);
    const made = ['openai', 'anthropic'].map((name) => configuration.providers.get(name));
    expect(made.map((each) => [each?.adapter, each?.simulated, each?.credentials[0]?.secret])).toEqual([
      ['openai', false, 'sk-o'],
      ['anthropic', false, 'sk-a'],
    ]);
    expect(configuration.providers.has('gemini')).toBe(false);
  });

  it('names a provider for its adapter, not for its variable', async () => {
    const seeded = await seed({ DASHSCOPE_API_KEY: 'sk-q', OPENROUTER_API_KEY: 'sk-r' });
    expect(seeded?.providers).toEqual(['openrouter', 'qwen']);
    const { configuration, problems } = await served();
    expect(problems).toEqual([]);
    expect(configuration.providers.get('qwen')).toMatchObject({ adapter: 'qwen', simulated: false });
  });

  it('happens once, also when two processes boot at the same moment', async () => {
    const results = await Promise.all([seed(), seed()]);
    expect(results.filter((result) => result !== null)).toHaveLength(1);
    expect(await seed()).toBeNull();
    expect(await db.$count(configVersion)).toBe(1);
  });

  it('does not come back after everything was removed', async () => {
    await seed();
    await apply('version: 1\nproviders: {}\nroutes: {}\n');
    expect(await seed()).toBeNull();
    expect(await db.$count(provider)).toBe(0);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  configVersion,
  credential,
  modelOverride,
  organisation,
  provider,
  route,
  team,
  virtualKey,
} from '../schema/index.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from '../testing/test-database.ts';
import { loadConfigurationRows, readConfigVersion } from './configuration-rows.ts';

const version = { hash: 'h', document: { version: 1 }, origin: 'seed', summary: 's', actor: 'a' } as const;
const key = (id: string, changes: Partial<typeof virtualKey.$inferInsert> = {}) => ({
  id: `vk_${id}`,
  name: id,
  secretHash: `hash-${id}`,
  hint: 'us_',
  tags: { product: 'helpdesk' },
  origin: 'console' as const,
  ...changes,
});
const sealed = (id: string, providerId: string, name: string) => ({
  id,
  providerId,
  name,
  sealedSecret: 'v1',
  hint: 'x',
});

describe.each(databaseKinds)('configuration rows on the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
    });
    afterAll(() => database.stop());
    beforeEach(() => database.truncate());

    it('are empty at version 0 before anything was configured', async () => {
      expect(await loadConfigurationRows(database.db)).toEqual({
        version: 0,
        organisation: null,
        providers: [],
        modelOverrides: [],
        routes: [],
        teams: [],
        keys: [],
      });
    });

    it('hold every table in order of name, pools with their providers, keys with their teams', async () => {
      const { db } = database;
      await db.insert(configVersion).values([version, version]);
      await db.insert(provider).values([
        { id: 'prov_2', name: 'zeta', adapter: 'openai' },
        { id: 'prov_1', name: 'alpha', adapter: 'anthropic', baseUrl: 'https://example.com' },
      ]);
      await db.insert(credential).values([sealed('cred_2', 'prov_1', 'b'), sealed('cred_1', 'prov_1', 'a')]);
      await db
        .insert(modelOverride)
        .values({ providerName: 'alpha', model: 'm', settings: { context_window: 5 } });
      await db.insert(route).values({ id: 'route_1', name: 'chat', settings: { targets: ['alpha/m'] } });
      await db.insert(team).values({ id: 'team_1', name: 'support', limits: { rpm: 5 } });
      const sealedKeyPepper = 'sealed';
      const limits = { budget: { limit_usd: 5, period: 'day' } };
      await db.insert(organisation).values({ id: 1, name: 'Acme', timeZone: 'UTC', limits, sealedKeyPepper });
      await db.insert(virtualKey).values([key('b', { teamId: 'team_1', models: ['chat'] }), key('a')]);

      const rows = await loadConfigurationRows(db);
      expect(rows.version).toBe(2);
      expect(rows.organisation).toEqual({ timeZone: 'UTC', limits });
      expect(rows.teams).toMatchObject([{ name: 'support', limits: { rpm: 5 } }]);
      expect(rows.providers.map((row) => [row.name, row.credentials.map(({ id }) => id)])).toEqual([
        ['alpha', ['cred_1', 'cred_2']],
        ['zeta', []],
      ]);
      expect(rows.modelOverrides).toEqual([
        { providerName: 'alpha', model: 'm', settings: { context_window: 5 } },
      ]);
      expect(rows.routes).toMatchObject([{ name: 'chat', settings: { targets: ['alpha/m'] } }]);
      expect(rows.keys.map((row) => [row.name, row.team, row.models])).toEqual([
        ['a', null, null],
        ['b', 'support', ['chat']],
      ]);
    });

    it('leave out revoked keys and keep expired ones, which are refused by their date', async () => {
      await database.db
        .insert(virtualKey)
        .values([key('revoked', { revokedAt: new Date() }), key('expired', { expiresAt: new Date(0) })]);
      const rows = await loadConfigurationRows(database.db);
      expect(rows.keys.map((row) => row.name)).toEqual(['expired']);
    });

    it('never show half of a change', async () => {
      const change = async (i: number) => {
        await database.db.transaction(async (tx) => {
          await tx.insert(configVersion).values(version);
          await tx.insert(provider).values({ id: `prov_${i}`, name: `p${i}`, adapter: 'openai' });
          await tx.insert(route).values({ id: `route_${i}`, name: `r${i}`, settings: {} });
        });
      };
      const seen = async () => {
        const rows = await loadConfigurationRows(database.db);
        return [rows.version, rows.providers.length, rows.routes.length];
      };
      const work = [change(1), seen(), change(2), seen(), seen(), change(3), seen(), change(4), seen()];
      const views = (await Promise.all(work)).filter((view) => view !== undefined);
      expect(views).toHaveLength(5);
      // Versions come from a sequence and may commit out of order here; tables of one change never come apart.
      for (const [, providers, routes] of views) expect(routes).toBe(providers);
      expect(await seen()).toEqual([4, 4, 4]);
    });

    it('have a version that is cheap to ask for', async () => {
      expect(await readConfigVersion(database.db)).toBe(0);
      await database.db.insert(configVersion).values([version, version, version]);
      expect(await readConfigVersion(database.db)).toBe(3);
    });
  });
});

import { asc } from 'drizzle-orm';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { credential, provider } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { configDatabase } from './testing/config-database.ts';

const database = await withTestDatabase();
const { db } = database;
const { apply } = configDatabase(database);
afterAll(database.stop);
beforeEach(database.truncate);

const base = `version: 1
providers:
  main:
    adapter: openai
    credentials: [{ name: a, secret: sk-first-secret-of-main }, { name: b, secret: sk-other, weight: 3 }]
`;

it('writes limits of a credential without sealing its secret again, and takes them away again', async () => {
  await apply(base);
  const before = await db.select().from(credential).orderBy(asc(credential.name));
  const limited = base.replace('name: b, secret: sk-other, weight: 3', '$&, rpm: 500, tpm: 200000');
  expect((await apply(limited)).changes).toEqual([
    { kind: 'added', path: 'providers.main.credentials.b.rpm', after: 500 },
    { kind: 'added', path: 'providers.main.credentials.b.tpm', after: 200_000 },
  ]);
  const [a, b] = await db.select().from(credential).orderBy(asc(credential.name));
  expect([a, b]).toEqual([before[0], { ...before[1], rpm: 500, tpm: 200_000 }]);
  await apply(base);
  expect(await db.select().from(credential).orderBy(asc(credential.name))).toEqual(before);
});

it('turns health checks of a provider off, and on again when the file says nothing of them', async () => {
  const checked = async () => (await db.select().from(provider))[0]?.healthCheck;
  await apply(base);
  expect(await checked()).toBe(true);
  const off = base.replace('adapter: openai', '$&\n    health_check: false');
  expect((await apply(off)).changes).toEqual([
    { kind: 'added', path: 'providers.main.health_check', after: false },
  ]);
  expect(await checked()).toBe(false);
  await apply(base.replace('adapter: openai', '$&\n    health_check: true'));
  expect(await checked()).toBe(true);
  expect((await apply(base)).version).toBeNull();
});

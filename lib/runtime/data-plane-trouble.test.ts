import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { connectDatabase, type Database } from '#db/client.ts';
import { request } from '#db/schema/index.ts';
import { type BreakableLink, openBreakableLink } from '#db/testing/breakable-link.ts';
import { type TestDatabase, withTestDatabase } from '#db/testing/test-database.ts';
import { type ConfigDatabase, configDatabase } from '#lib/config/testing/config-database.ts';
import { mountOnNode } from '#lib/http/node.ts';
import { type DataPlane, startDataPlane } from './data-plane.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';
import { chat } from './testing/launcher.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const key = 'us_a-key-for-these-tests';
/** One route over simulated providers; the order of its targets and its retries are what the tests change. */
const configured = (first: string, second: string, retries: number) => `
version: 1
providers:
  up: { adapter: simulator, base_url: simulator:healthy, credentials: [{ name: a, secret: simulated }] }
  also: { adapter: simulator, base_url: simulator:healthy, credentials: [{ name: a, secret: simulated }] }
routes:
  chat: { targets: [${first}/sim-small, ${second}/sim-small], num_retries: ${retries} }
keys:
  tests: { secret: ${key} }
`;

let database: TestDatabase;
let config: ConfigDatabase;
let link: BreakableLink;
let pool: Database;
let dataPlane: DataPlane;
let door: FrontDoor;

beforeAll(async () => {
  database = await withTestDatabase();
  const { target } = database;
  link = await openBreakableLink('socketPath' in target ? target.socketPath : '');
});
afterAll(async () => {
  await link.stop();
  await database.stop();
});

beforeEach(async () => {
  link.mend();
  await database.truncate();
  config = configDatabase(database);
  await config.apply(configured('up', 'also', 1));
  pool = connectDatabase(link.target, { silenceTimeoutMs: 500, connectTimeoutMs: 500 });
  dataPlane = await startDataPlane({
    database: pool,
    masterKey: config.options.masterKey,
    pepper: config.options.pepper,
    log: pino({ enabled: false }),
    maxStaleMs: 3_600_000,
    draining: () => false,
    otherTroubles: () => [],
  });
  door = await openFrontDoor({ host: '127.0.0.1', port: 0 });
  door.admit({ listenerFor: () => mountOnNode(dataPlane.handle), upgrade: null });
});
afterEach(async () => {
  await door.drain(0);
  link.mend();
  await dataPlane.stop();
  await pool.close();
});

const ask = async (stream: boolean) => {
  const reply = await chat(door.url, key, { model: 'chat', stream });
  return { status: reply.status, text: await reply.text() };
};
const isComplete = ({ status, text }: Awaited<ReturnType<typeof ask>>, stream: boolean) =>
  status === 200 && (stream ? text.endsWith('data: [DONE]\n\n') : JSON.parse(text).choices.length === 1);
const storedCount = async () => {
  const [row] = await database.db.select({ count: sql<number>`count(*)::int` }).from(request);
  return row?.count;
};

it('drops no request while the configuration changes again and again under load', async () => {
  let over = false;
  const outcomes: boolean[] = [];
  const versions = new Set<string>();
  const worker = async (stream: boolean) => {
    while (!over) outcomes.push(isComplete(await ask(stream), stream));
  };
  onTestFinished(() => {
    over = true;
  });
  const workers = Array.from({ length: 4 }, (_, index) => worker(index % 2 === 0));
  for (let change = 0; change < 4; change++) {
    const [first, second] = change % 2 === 0 ? ['also', 'up'] : ['up', 'also'];
    const { version } = await config.apply(configured(first, second, change % 3));
    await expect
      .poll(
        async () => {
          const reply = await chat(door.url, key, { model: 'chat' });
          await reply.text();
          return reply.headers.get('x-understudy-provider');
        },
        { timeout: 30_000 },
      )
      .toBe(first);
    versions.add(String(version));
  }
  over = true;
  await Promise.all(workers);
  expect(versions.size).toBe(4);
  expect(outcomes.length).toBeGreaterThan(20);
  expect(outcomes).not.toContain(false);
});

it.each(['cut', 'swallow'] as const)(
  'serves known keys while the database is away (%s), asks unknown ones to come back, and writes every record after',
  async (kind) => {
    expect(isComplete(await ask(false), false)).toBe(true);
    link[kind]();
    await expect
      .poll(async () => (await chat(door.url, 'us_nobody-knows-this-key')).status, { timeout: 30_000 })
      .toBe(503);
    const stranger = await chat(door.url, 'us_nobody-knows-this-key');
    expect(stranger.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    const replies = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(index % 2 === 0)));
    expect(replies.every((reply, index) => isComplete(reply, index % 2 === 0))).toBe(true);
    const ready = await fetch(`${door.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'degraded' });
    link.mend();
    await expect.poll(storedCount, { timeout: 30_000 }).toBe(41);
    await expect
      .poll(async () => (await chat(door.url, 'us_nobody-knows-this-key')).status, { timeout: 30_000 })
      .toBe(401);
  },
);

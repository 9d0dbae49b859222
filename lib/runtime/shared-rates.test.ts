import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { gatewayInstance } from '#db/schema/index.ts';
import { type TestDatabase, withTestDatabase } from '#db/testing/test-database.ts';
import { type ConfigDatabase, configDatabase } from '#lib/config/testing/config-database.ts';
import { type DataPlane, startDataPlane } from './data-plane.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A busy machine takes its time; in truth it is two seconds. */
const patient = { timeout: 30_000 };

const key = 'us_a-key-for-these-tests';
const configured = `
version: 1
providers:
  up: { adapter: simulator, base_url: simulator:healthy, credentials: [{ name: a, secret: simulated }] }
routes:
  chat: { targets: [up/sim-small], num_retries: 0 }
keys:
  tests: { secret: ${key}, rpm: 11 }
`;

let database: TestDatabase;
let config: ConfigDatabase;
let planes: DataPlane[] = [];

const start = async () => {
  const { masterKey, pepper } = config.options;
  const plane = await startDataPlane({
    database,
    masterKey,
    pepper,
    log: pino({ level: 'silent' }),
    maxStaleMs: 3_600_000,
    draining: () => false,
    otherTroubles: () => [],
  });
  planes.push(plane);
  return plane;
};

beforeAll(async () => {
  database = await withTestDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  await database.truncate();
  config = configDatabase(database);
  await config.apply(configured);
});
afterEach(async () => {
  await Promise.all(planes.map((plane) => plane.stop()));
  planes = [];
});

const call = (plane: DataPlane, method: string, path: string) =>
  plane.handle({
    method,
    path,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    readBody: async () =>
      new TextEncoder().encode(
        JSON.stringify({ model: 'chat', messages: [{ role: 'user', content: 'Hello' }] }),
      ),
    signal: new AbortController().signal,
  });
const ask = async (plane: DataPlane) => (await call(plane, 'POST', '/v1/chat/completions')).status;
/** What is left of the limit in each process: asking costs nothing. */
const left = () =>
  Promise.all(
    planes.map(async (plane) =>
      Number((await call(plane, 'GET', '/v1/models')).headers['x-ratelimit-remaining-requests']),
    ),
  );
const byCount = (a: number, b: number) => a - b;

it('three gateways on one database answer as many requests a minute as the key may make, and no more', async () => {
  for (let count = 0; count < 3; count += 1) await start();
  await expect.poll(async () => (await left()).sort(byCount), patient).toEqual([3, 4, 4]);
  const statuses = await Promise.all(planes.flatMap((plane) => Array.from({ length: 20 }, () => ask(plane))));
  expect(statuses.filter((status) => status === 200)).toHaveLength(11);
  expect(statuses.filter((status) => status === 429)).toHaveLength(49);
  expect(await left()).toEqual([0, 0, 0]);
});

it('what a gateway has answered before it ended is not answered again by the others within the minute', async () => {
  const [first, second] = [await start(), await start()];
  await expect.poll(async () => (await left()).sort(byCount), patient).toEqual([5, 6]);
  const answered = async (plane: DataPlane) => {
    const statuses = await Promise.all(Array.from({ length: 20 }, () => ask(plane)));
    return statuses.filter((status) => status === 200).length;
  };
  const byFirst = await answered(first);
  planes = [second];
  await first.stop();
  const beats = new Set<string>();
  const seeBeats = async () => {
    const rows = await database.db.select().from(gatewayInstance);
    expect(rows).toHaveLength(1);
    for (const { heartbeatAt } of rows) beats.add(heartbeatAt.toISOString());
    return beats.size;
  };
  // As often as it says that it is alive, it looks who else is.
  await expect.poll(seeBeats, { ...patient, interval: 200 }).toBeGreaterThan(3);
  expect(byFirst + (await answered(second))).toBe(11);
});

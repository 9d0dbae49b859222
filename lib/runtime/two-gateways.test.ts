import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { alert, circuitEvent, skippedTarget } from '#db/schema/index.ts';
import { type TestDatabase, withTestDatabase } from '#db/testing/test-database.ts';
import { type ConfigDatabase, configDatabase } from '#lib/config/testing/config-database.ts';
import { listCircuits } from '#lib/console/circuits/list-circuits.ts';
import { orderCircuit } from '#lib/console/circuits/order-circuit.ts';
import { type OrderCircuitInput, orderCircuitInput } from '#lib/console/circuits/schema.ts';
import { consoleFixture } from '#lib/console/testing/console-fixture.ts';
import { type DataPlane, startDataPlane } from './data-plane.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A busy machine takes its time; in truth it is a second. */
const patient = { timeout: 30_000 };

const key = 'us_a-key-for-these-tests';
const configured = `
version: 1
providers:
  up: { adapter: simulator, base_url: simulator:healthy, credentials: [{ name: a, secret: simulated }] }
  also: { adapter: simulator, base_url: simulator:healthy, credentials: [{ name: a, secret: simulated }] }
  down: { adapter: simulator, base_url: simulator:down, credentials: [{ name: a, secret: simulated }] }
  locked: { adapter: simulator, base_url: simulator:bad-key, credentials: [{ name: a, secret: refused }] }
routes:
  chat: { targets: [up/sim-small, also/sim-small], num_retries: 0 }
  shaky: { targets: [down/sim-small, also/sim-small], num_retries: 0 }
  closed: { targets: [locked/sim-small] }
keys:
  tests: { secret: ${key} }
`;

let database: TestDatabase;
let config: ConfigDatabase;
let planes: DataPlane[] = [];
let logged: Record<string, unknown>[] = [];

const start = async () => {
  const { masterKey, pepper } = config.options;
  const plane = await startDataPlane({
    database,
    masterKey,
    pepper,
    log: pino({ base: null }, { write: (line) => logged.push(JSON.parse(line)) }),
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
  logged = [];
});

async function ask(plane: DataPlane, model = 'chat') {
  const { status, headers } = await plane.handle({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    readBody: async () =>
      new TextEncoder().encode(JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] })),
    signal: new AbortController().signal,
  });
  return { status, headers, provider: headers['x-understudy-provider'] };
}
const order = (input: Record<string, unknown> & { action: OrderCircuitInput['action']; target: string }) =>
  orderCircuit(consoleFixture(database).as('admin'), orderCircuitInput.parse(input));
const circuits = async (target: string) =>
  (await listCircuits(consoleFixture(database).as('viewer'))).items.filter((each) => each.target === target);
const changesOf = async (target: string) => {
  const rows = await database.db.select().from(circuitEvent).where(eq(circuitEvent.target, target));
  return rows.map(({ instanceId, from, to, reason }) => ({ instanceId, change: `${from}>${to} ${reason}` }));
};
const answeredBy = (plane: DataPlane, provider: string) =>
  expect.poll(async () => (await ask(plane)).provider, { ...patient, interval: 20 }).toBe(provider);

it('an operator forces a circuit open in every gateway, and lifts it', async () => {
  const [a, b] = [await start(), await start()];
  expect([(await ask(a)).provider, (await ask(b)).provider]).toEqual(['up', 'up']);
  await order({ action: 'force_open', target: 'up/sim-small', reason: 'their status page' });
  await Promise.all([answeredBy(a, 'also'), answeredBy(b, 'also')]);
  await expect
    .poll(() => circuits('up/sim-small'), patient)
    .toMatchObject([
      { state: 'forced_open', reason: 'their status page', ordered_by: 'Test admin', forced_until: null },
      { state: 'forced_open', reason: 'their status page', ordered_by: 'Test admin', forced_until: null },
    ]);
  await expect
    .poll(async () => (await database.db.select().from(skippedTarget)).at(-1)?.detail, patient)
    .toContain('by an operator');
  await order({ action: 'release', target: 'up/sim-small' });
  await Promise.all([answeredBy(a, 'up'), answeredBy(b, 'up')]);
  await expect
    .poll(async () => new Set((await changesOf('up/sim-small')).map(({ change }) => change)), patient)
    .toEqual(new Set(['closed>forced_open their status page', 'forced_open>closed released']));
  const lines = logged.filter(({ event, to }) => event === 'circuit' && to === 'forced_open');
  const line = { target: 'up/sim-small', from: 'closed', reason: 'their status page', next_probe_at: null };
  expect(lines).toMatchObject([line, line]);
  const told = await changesOf('up/sim-small');
  expect(new Set(told.map(({ instanceId }) => instanceId)).size).toBe(2);
});

it('a gateway that starts later follows an order from its first call on; it ends by itself', async () => {
  await order({ action: 'force_open', target: 'up/sim-small', expires_in_s: 4 });
  const late = await start();
  expect((await ask(late)).provider).toBe('also');
  await answeredBy(late, 'up');
  await expect
    .poll(async () => (await changesOf('up/sim-small')).map(({ change }) => change), patient)
    .toEqual(['closed>forced_open null', 'forced_open>closed expired']);
});

it('what is forced open is not called in panic either: 503, to be tried again when the first order runs out', async () => {
  await order({ action: 'force_open', target: 'up/sim-small' });
  await order({ action: 'force_open', target: 'also/sim-small', expires_in_s: 120 });
  const plane = await start();
  const { status, headers } = await ask(plane);
  expect(status).toBe(503);
  expect(headers['x-understudy-attempts']).toBe('0');
  expect(Number(headers['retry-after'])).toBeGreaterThan(110);
  expect(Number(headers['retry-after'])).toBeLessThanOrEqual(120);
});

it('what a gateway has seen itself stays its own and says so, until an operator resets it', async () => {
  const [a, b] = [await start(), await start()];
  for (let count = 0; count < 3; count += 1) await ask(a, 'shaky');
  await ask(b, 'shaky');
  const states = async () => (await circuits('down/sim-small')).map(({ state }) => state).sort();
  await expect.poll(states, patient).toEqual(['closed', 'open']);
  const all = await circuits('down/sim-small');
  expect(new Set(all.map(({ instance }) => instance)).size).toBe(2);
  const opened = all.find(({ state }) => state === 'open');
  await order({ action: 'reset', target: 'down/sim-small' });
  await expect.poll(states, patient).toEqual(['closed', 'closed']);
  await expect
    .poll(() => changesOf('down/sim-small'), patient)
    .toEqual([
      { instanceId: opened?.instance, change: 'closed>open overloaded' },
      { instanceId: opened?.instance, change: 'open>closed reset' },
    ]);
});

it('a refused credential is one open alert, whoever met it, and over once it works again', async () => {
  const [a, b] = [await start(), await start()];
  await Promise.all([ask(a, 'closed'), ask(b, 'closed')]);
  const alerts = () => database.db.select().from(alert);
  await expect
    .poll(alerts, patient)
    .toMatchObject([{ kind: 'credential_refused', subject: 'locked/a', resolvedAt: null }]);
  await config.apply(
    configured.replace('simulator:bad-key', 'simulator:healthy').replace('refused', 'accepted'),
  );
  await expect
    .poll(async () => (await alerts()).map(({ resolvedAt }) => resolvedAt !== null), patient)
    .toEqual([true]);
});

import { sql } from 'drizzle-orm';
import { afterAll, beforeEach, expect, test } from 'vitest';
import {
  circuitEvent,
  circuitOverride,
  circuitState,
  gatewayInstance,
  provider,
  route,
} from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { consoleFixture } from '../testing/console-fixture.ts';
import { history } from '../testing/history.ts';
import { getCircuitBoard } from './get-circuit-board.ts';
import { listCircuitEvents } from './list-circuit-events.ts';
import { listCircuits } from './list-circuits.ts';
import { orderCircuit } from './order-circuit.ts';
import {
  circuitBoard,
  circuitEventPage,
  circuitList,
  circuitOrder,
  listCircuitEventsQuery,
  orderCircuitInput,
} from './schema.ts';

const database = await withTestDatabase();
afterAll(database.stop);

let fixture = consoleFixture(database);
beforeEach(async () => {
  await database.truncate();
  fixture = consoleFixture(database);
  await database.db.insert(provider).values({ id: 'prov_1', name: 'openai', adapter: 'openai' });
});

const order = (body: Record<string, unknown>) =>
  orderCircuit(fixture.as('admin'), orderCircuitInput.parse(body));
const orders = () => database.db.select().from(circuitOverride);
const aliveGateway = (id: string) =>
  database.db
    .insert(gatewayInstance)
    .values({ id, startedAt: new Date(), heartbeatAt: sql`now()` as unknown as Date, recordsDropped: 2 });

test('an order to force a circuit open is one row, runs out by the clock of the database, and is audited', async () => {
  const answer = circuitOrder.parse(
    await order({
      action: 'force_open',
      target: 'openai/gpt-4o',
      reason: ' their status page ',
      expires_in_s: 600,
    }),
  );
  expect(answer).toMatchObject({ reason: 'their status page', ordered_by: 'Test admin' });
  expect(Date.parse(answer.expires_at ?? '') - Date.parse(answer.ordered_at)).toBe(600_000);
  await order({ action: 'force_open', target: 'openai/gpt-4o', reason: '' });
  expect(await orders()).toMatchObject([{ target: 'openai/gpt-4o', reason: null, expiresAt: null }]);
  const { audit, versions } = await history(database);
  expect(audit[0]).toMatchObject({
    action: 'circuit.force_open',
    subjectName: 'openai/gpt-4o',
    detail: { reason: 'their status page', expires_at: answer.expires_at },
  });
  expect(versions).toEqual([]);
});

test('each order has a higher number than every one before, also one that was lifted meanwhile', async () => {
  const sequences: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    await order({ action: 'force_open', target: 'openai/a' });
    sequences.push(...(await orders()).map(({ sequence }) => sequence));
    await order({ action: 'release', target: 'openai/a' });
  }
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  expect(sequences).toHaveLength(3);
});

test('lifting needs an order in force; a reset takes its place', async () => {
  await expect(order({ action: 'release', target: 'openai/a' })).rejects.toMatchObject({ code: 'conflict' });
  await order({ action: 'force_open', target: 'openai/a' });
  await order({ action: 'reset', target: 'openai/a' });
  expect(await orders()).toMatchObject([{ action: 'reset', expiresAt: null }]);
  await expect(order({ action: 'release', target: 'openai/a' })).rejects.toMatchObject({ code: 'conflict' });
  expect((await history(database)).actions).toEqual(['circuit.force_open', 'circuit.reset']);
});

test('an order that names no provider or no target leaves no trace', async () => {
  await expect(order({ action: 'reset', target: 'opnai/a' })).rejects.toMatchObject({
    code: 'invalid',
    issues: [{ path: 'target', message: 'There is no provider opnai.' }],
  });
  for (const target of ['openai', 'route:chat', 'openai/', 'open ai/x'])
    expect(orderCircuitInput.safeParse({ action: 'reset', target }).success, target).toBe(false);
  expect([await orders(), (await history(database)).actions]).toEqual([[], []]);
});

test('the board has every target of the routes, called or not, each with its order and a circuit per gateway', async () => {
  await database.db.insert(route).values([
    { id: 'route_1', name: 'chat', settings: { targets: ['openai/a', 'route:cheap'] } },
    { id: 'route_2', name: 'cheap', settings: { targets: ['openai/b'] } },
  ]);
  await aliveGateway('gw_1');
  await aliveGateway('gw_2');
  const open = { state: 'open', reason: 'timeout', since: new Date(), nextProbeAt: new Date() } as const;
  await database.db.insert(circuitState).values([
    { instanceId: 'gw_1', target: 'openai/direct', ...open },
    { instanceId: 'gw_1', target: 'openai/a', ...open, state: 'forced_open', reason: 'maintenance' },
    { instanceId: 'gw_2', target: 'openai/a', ...open },
  ]);
  await order({ action: 'force_open', target: 'openai/a', reason: 'maintenance', expires_in_s: 60 });
  const board = circuitBoard.parse(await getCircuitBoard(fixture.as('viewer')));
  expect(board.gateways).toMatchObject([{ id: 'gw_1', records_dropped: 2 }, { id: 'gw_2' }]);
  expect(
    board.targets.map(({ target, routes, circuits, order: given }) => ({
      target,
      routes,
      circuits: circuits.map(({ instance, state }) => `${instance} ${state}`),
      by: given?.ordered_by ?? null,
    })),
  ).toEqual([
    { target: 'openai/a', routes: ['chat'], circuits: ['gw_1 forced_open', 'gw_2 open'], by: 'Test admin' },
    { target: 'openai/b', routes: ['chat', 'cheap'], circuits: [], by: null },
    { target: 'openai/direct', routes: [], circuits: ['gw_1 open'], by: null },
  ]);
  const { items } = circuitList.parse(await listCircuits(fixture.as('viewer')));
  expect(items.map(({ ordered_by, forced_until }) => [ordered_by, forced_until !== null])).toEqual([
    ['Test admin', true],
    [null, false],
    [null, false],
  ]);
});

test('the history pages newest first without a gap and narrows to targets and gateways', async () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 12, minute));
  await database.db.insert(circuitEvent).values(
    Array.from({ length: 5 }, (_, index) => ({
      id: `cev_${index}`,
      at: at(Math.floor(index / 2)),
      instanceId: index === 0 ? 'gw_2' : 'gw_1',
      target: index === 4 ? 'openai/b' : 'openai/a',
      from: 'closed' as const,
      to: 'open' as const,
      reason: 'timeout',
      nextProbeAt: at(30),
    })),
  );
  const page = async (query: Record<string, unknown>) =>
    circuitEventPage.parse(
      await listCircuitEvents(fixture.as('viewer'), listCircuitEventsQuery.parse(query)),
    );
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const answer = await page({ limit: 2, ...(cursor === null ? {} : { cursor }) });
    seen.push(...answer.items.map(({ id }) => id));
    cursor = answer.next_cursor;
  } while (cursor !== null);
  expect(seen).toEqual(['cev_4', 'cev_3', 'cev_2', 'cev_1', 'cev_0']);
  const narrow = await page({ target: 'openai/a', instance: 'gw_1', from: at(1).toISOString() });
  expect(narrow.items).toMatchObject([
    { id: 'cev_3', from_state: 'closed', to_state: 'open', next_probe_at: at(30).toISOString() },
    { id: 'cev_2' },
  ]);
});

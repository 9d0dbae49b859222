import { afterAll, beforeEach, expect, test } from 'vitest';
import { circuitState, gatewayInstance, provider } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { listCircuits } from '../circuits/list-circuits.ts';
import { circuitList } from '../circuits/schema.ts';
import { consoleFixture, startMs } from '../testing/console-fixture.ts';
import { insertRequests, requestRow } from '../testing/request-rows.ts';
import { getOverview } from './get-overview.ts';
import { overview } from './schema.ts';

const database = await withTestDatabase();
afterAll(database.stop);
beforeEach(database.truncate);

const hour = 3_600_000;
const viewer = () => consoleFixture(database).as('viewer');
const ago = (ms: number) => new Date(startMs - ms);

test('figures of the range and of the one before are exact, amounts beyond what a double holds included', async () => {
  await insertRequests(database, [
    requestRow({ id: 'req_1', startedAt: ago(hour), durationMs: 100, costNanoUsd: 9_007_199_254_740_993n }),
    requestRow({ id: 'req_2', startedAt: ago(2 * hour), durationMs: 300, failovers: 2 }),
    requestRow({ id: 'req_3', startedAt: ago(2 * hour), status: 'error', httpStatus: 503 }),
    requestRow({ id: 'req_4', startedAt: ago(2 * hour), status: 'canceled' }),
    requestRow({ id: 'req_5', startedAt: ago(30 * hour), status: 'partial' }),
  ]);
  const answer = overview.parse(await getOverview(viewer(), {}));
  expect(answer.totals).toMatchObject({
    requests: 4,
    ok: 2,
    errors: 1,
    canceled: 1,
    success_rate: 2 / 3,
    failovers: 2,
    rescued: 1,
    cost_nano_usd: (9_007_199_254_740_993n + 3n * 4_500n).toString(),
    // Latencies come from histograms: to within half a bin.
    p50_ms: expect.closeTo(200, -1),
  });
  expect(answer.previous).toMatchObject({ requests: 1, partial: 1, success_rate: 0, p50_ms: null });
  expect(answer.records_since).toBe(ago(30 * hour).toISOString());
});

test('every step of the range is there, its sum is the total, and the unfinished one says so', async () => {
  await insertRequests(
    database,
    [10, 70, 71, 700].map((minutes) =>
      requestRow({ id: `req_${minutes}`, startedAt: ago(minutes * 60_000) }),
    ),
  );
  const answer = await getOverview(viewer(), {
    from: ago(24 * hour).toISOString(),
    to: new Date(startMs + 60_000).toISOString(),
  });
  const sum = answer.series.reduce((total, point) => total + point.requests, 0);
  expect(sum).toBe(4);
  expect(answer.series.length).toBeGreaterThan(40);
  expect(answer.series.filter((point) => !point.complete)).toHaveLength(1);
  expect(answer.series.at(0)?.p50_ms).toBeNull();
});

test('without any data the answer is whole and says that nothing was recorded', async () => {
  const answer = overview.parse(await getOverview(viewer(), {}));
  expect(answer).toMatchObject({
    records_since: null,
    totals: { requests: 0, success_rate: null },
    alerts: [],
    changes: [],
  });
});

test('a range of thousands of years is answered in at most a hundred steps', async () => {
  await insertRequests(database, [requestRow({ id: 'req_1', startedAt: ago(hour) })]);
  const answer = await getOverview(viewer(), { from: '1970-01-01T00:00:00Z', to: '9999-12-31T23:59:59Z' });
  expect(answer.series.length).toBeLessThanOrEqual(101);
  expect(answer.series.reduce((total, point) => total + point.requests, 0)).toBe(1);
});

test('an empty range is refused with the field at fault', async () => {
  const backwards = { from: ago(0).toISOString(), to: ago(hour).toISOString() };
  await expect(getOverview(viewer(), backwards)).rejects.toMatchObject({
    code: 'invalid',
    issues: [{ path: 'to' }],
  });
});

test('health comes from living gateways only, and names model and reason', async () => {
  await database.db
    .insert(provider)
    .values(
      ['open', 'mixed', 'fine', 'idle'].map((name) => ({ id: `prov_${name}`, name, adapter: 'openai' })),
    );
  const instance = (id: string, silentMs: number, dropped: number) => ({
    id,
    startedAt: ago(hour),
    heartbeatAt: new Date(Date.now() - silentMs),
    recordsDropped: dropped,
  });
  await database.db
    .insert(gatewayInstance)
    .values([instance('gw_live', 1_000, 3), instance('gw_dead', 60_000, 9)]);
  const circuit = (instanceId: string, target: string, state: 'closed' | 'open') => ({
    instanceId,
    target,
    state,
    since: ago(5_000),
    reason: state === 'open' ? 'server_error' : null,
    nextProbeAt: state === 'open' ? new Date(startMs + 25_000) : null,
  });
  await database.db
    .insert(circuitState)
    .values([
      circuit('gw_live', 'open/m1', 'open'),
      circuit('gw_live', 'mixed/m1', 'closed'),
      circuit('gw_live', 'mixed/m2', 'open'),
      circuit('gw_live', 'fine/m1', 'closed'),
      circuit('gw_dead', 'fine/m1', 'open'),
    ]);
  const answer = overview.parse(await getOverview(viewer(), {}));
  const health = Object.fromEntries(answer.providers.map((each) => [each.name, each.health]));
  expect(health).toEqual({ open: 'down', mixed: 'degraded', fine: 'healthy', idle: 'unknown' });
  const open = answer.providers.find((each) => each.name === 'open');
  expect(open?.sentence).toBe('m1 is passed over after server error, until a probe succeeds.');
  expect(open?.next_probe_at).toBe(new Date(startMs + 25_000).toISOString());
  expect(answer.records_dropped).toBe(3);
  expect(answer.gateways.map((gateway) => gateway.id)).toEqual(['gw_live']);
  const board = circuitList.parse(await listCircuits(viewer()));
  expect(board.items.map((each) => each.instance)).not.toContain('gw_dead');
});

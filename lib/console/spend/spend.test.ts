import { sql } from 'drizzle-orm';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { insertRecords } from '#db/stores/insert-records.ts';
import { rollUp } from '#db/stores/rollups.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { testAttempt, testRecord } from '#db/testing/test-record.ts';
import { consoleFixture, insertOrganisation, startMs } from '../testing/console-fixture.ts';
import { exportSpend, listSpend } from './list-spend.ts';
import { spendPage, spendQuery, spendSummary, spendSummaryQuery } from './schema.ts';
import { csvCell } from './spend-csv.ts';
import { summariseSpend } from './summarise-spend.ts';

const database = await withTestDatabase();
afterAll(database.stop);
beforeEach(async () => {
  await database.truncate();
  await insertOrganisation(database);
});

const viewer = () => consoleFixture(database).as('viewer');
const list = async (query: Record<string, unknown> = {}) =>
  spendPage.parse(await listSpend(viewer(), spendQuery.parse(query)));
const summary = async (query: Record<string, unknown> = {}) =>
  spendSummary.parse(await summariseSpend(viewer(), spendSummaryQuery.parse(query)));
const hour = 3_600_000;
const day = 24 * hour;

test('each provider is charged for its own attempts, and a request counts once, where it was answered', async () => {
  await insertRecords(database.db, [
    testRecord({
      startedAtMs: startMs,
      provider: 'anthropic',
      failovers: 1,
      attempts: [
        testAttempt({ kind: 'overloaded', costNanoUsd: 9_007_199_254_740_993n }),
        testAttempt({ index: 1, provider: 'anthropic', costNanoUsd: 5n }),
      ],
    }),
  ]);
  const { items } = await list({ group_by: 'provider' });
  expect(items).toMatchObject([
    { group: 'anthropic', requests: 1, failovers: 1, cost_nano_usd: '5', output_tokens: 7 },
    { group: 'openai', requests: 0, failovers: 0, cost_nano_usd: '9007199254740993', output_tokens: 7 },
  ]);
});

test('days begin where the organisation is, unless the viewer says otherwise', async () => {
  const at = Date.parse('2026-11-20T23:30:00Z');
  await insertRecords(database.db, [testRecord({ startedAtMs: at })]);
  expect((await list()).items.map(({ bucket }) => bucket)).toEqual(['2026-11-20T23:00:00.000Z']);
  const inTokyo = await list({ time_zone: 'Asia/Tokyo' });
  expect(inTokyo.items.map(({ bucket }) => bucket)).toEqual(['2026-11-20T15:00:00.000Z']);
});

test('pages hold every row once, newest first, also beside names that are missing or empty', async () => {
  const teams = [null, '', 'a', 'ä', 'b', '(other)'];
  await insertRecords(
    database.db,
    [0, 1, 2].flatMap((days) =>
      teams.map((team, index) =>
        testRecord({ id: `req_${days}_${index}`, startedAtMs: startMs - days * day, team }),
      ),
    ),
  );
  const whole = await list({ group_by: 'team', limit: '200' });
  expect(whole.items).toHaveLength(18);
  const seen: unknown[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await list({ group_by: 'team', limit: '4', ...(cursor ? { cursor } : {}) });
    seen.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(seen).toEqual(whole.items);
  await expect(list({ cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({ code: 'invalid' });
});

test.each([
  ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', 1],
  ['9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z', 0],
  ['0001-01-01T00:00:00Z', '0002-01-01T00:00:00Z', 0],
  [new Date(startMs).toISOString(), new Date(startMs + 1).toISOString(), 1],
  [new Date(startMs + 1).toISOString(), '9999-12-31T23:59:59-12:00', 0],
])('the range from %s to %s has %i rows', async (from, to, count) => {
  await insertRecords(database.db, [testRecord({ startedAtMs: startMs })]);
  await rollUp(database.db);
  for (const bucket of ['hour', 'day']) expect((await list({ from, to, bucket })).items).toHaveLength(count);
});

test('what cannot be grouped by, and a zone that does not exist, are refused', () => {
  for (const query of [
    { group_by: 'secret' },
    { group_by: 'tag:' },
    { time_zone: '+01:00' },
    { bucket: 'year' },
  ]) {
    expect(spendQuery.safeParse(query).success).toBe(false);
  }
});

test('a tag groups by its values, and what has no such tag has no name', async () => {
  await insertRecords(database.db, [
    testRecord({ id: 'req_1', startedAtMs: startMs, tags: { product: 'helpdesk', env: 'prod' } }),
    testRecord({ id: 'req_2', startedAtMs: startMs, tags: { env: 'prod' } }),
  ]);
  const rows = async () =>
    (await list({ group_by: 'tag:product' })).items.map(({ group, requests }) => [group, requests]);
  expect(await rows()).toEqual([
    [null, 1],
    ['helpdesk', 1],
  ]);
});

test('a summary holds the range, the one before, every group and the buckets between them', async () => {
  await insertRecords(database.db, [
    testRecord({
      id: 'req_1',
      startedAtMs: startMs - hour,
      provider: 'a',
      attempts: [testAttempt({ provider: 'a', costNanoUsd: 30n })],
    }),
    testRecord({
      id: 'req_2',
      startedAtMs: startMs - 5 * day,
      provider: 'b',
      attempts: [testAttempt({ provider: 'b', costNanoUsd: 40n })],
    }),
    testRecord({
      id: 'req_3',
      startedAtMs: startMs - 8 * day,
      provider: 'b',
      attempts: [testAttempt({ provider: 'b', costNanoUsd: 7n })],
    }),
  ]);
  const answer = await summary({ from: new Date(startMs - 7 * day).toISOString() });
  expect(answer).toMatchObject({
    bucket: 'day',
    time_zone: 'Europe/Berlin',
    totals: { requests: 2, cost_nano_usd: '70' },
    previous: { totals: { requests: 1, cost_nano_usd: '7' } },
    groups: [
      { group: 'b', cost_nano_usd: '40', previous_cost_nano_usd: '7' },
      { group: 'a', cost_nano_usd: '30', previous_cost_nano_usd: '0' },
    ],
    rest: null,
  });
  expect(answer.buckets).toHaveLength(8);
  expect(answer.series.every(({ bucket }) => answer.buckets.includes(bucket))).toBe(true);
});

test('more groups than a chart can show are summed as others, and none of them is lost', async () => {
  await insertRecords(
    database.db,
    Array.from({ length: 60 }, (_, index) =>
      testRecord({
        id: `req_${index}`,
        startedAtMs: startMs - hour,
        keyName: `key-${index}`,
        attempts: [testAttempt({ costNanoUsd: BigInt(index) })],
      }),
    ),
  );
  const answer = await summary({ group_by: 'key' });
  expect(answer.groups).toHaveLength(50);
  expect(answer.rest).toMatchObject({ requests: 10 });
  expect(answer.series).toHaveLength(9);
  const cost = answer.series.reduce((sum, point) => sum + BigInt(point.cost_nano_usd), 0n);
  expect(cost.toString()).toBe(answer.totals.cost_nano_usd);
});

test('the forecast is what the month has cost and the average of the last seven days for the rest of it', async () => {
  // Noon of the 21st in Berlin is 11:00 in UTC; until the month's end there are 9 days and 11 hours.
  await insertRecords(
    database.db,
    Array.from({ length: 20 }, (_, days) =>
      testRecord({
        id: `req_${days}`,
        startedAtMs: startMs - days * day - hour,
        attempts: [testAttempt({ costNanoUsd: 24_000n })],
      }),
    ),
  );
  const { forecast } = await summary();
  expect(forecast).toEqual({
    from: '2026-10-31T23:00:00.000Z',
    to: '2026-11-30T23:00:00.000Z',
    spent_nano_usd: '480000',
    expected_nano_usd: String(480_000 + 24_000 * 9 + 11_000),
    average_days: 7,
  });
});

test('without a single request everything is there and zero', async () => {
  expect(await summary()).toMatchObject({ totals: { requests: 0 }, groups: [], series: [] });
  expect((await list()).items).toEqual([]);
  await expect(summary({ from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' })).rejects.toMatchObject({
    code: 'invalid',
  });
});

test('a range of ten thousand years is answered, in hours as well, with at most a thousand bars', async () => {
  await insertRecords(database.db, [testRecord({ startedAtMs: startMs })]);
  await database.db.execute(sql`update request set recorded_at = recorded_at - interval '1 day'`);
  await rollUp(database.db);
  for (const bucket of ['hour', 'day']) {
    const answer = await summary({ from: '0001-01-01T00:00:00Z', to: '9999-12-31T23:59:59Z', bucket });
    expect(answer).toMatchObject({ totals: { requests: 1 } });
    expect(answer.buckets.length).toBeLessThanOrEqual(1_000);
  }
});

test.each([
  ['=1+1', "'=1+1"],
  ['+49', "'+49"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\rx', '"\'\rx"'],
  ['a,"b"', '"a,""b"""'],
  ['=a,b', '"\'=a,b"'],
  ['plain', 'plain'],
])('the cell %j is written %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});

test('a table has a line for each row, exact in dollars', async () => {
  await insertRecords(database.db, [
    testRecord({
      startedAtMs: startMs,
      tags: { who: '=cmd()' },
      attempts: [testAttempt({ costNanoUsd: 12_000_000_001n })],
    }),
  ]);
  const csv = await exportSpend(viewer(), spendQuery.parse({ group_by: 'tag:who' }));
  const [names, row] = csv.split('\r\n').map((line) => line.split(','));
  expect(names?.slice(0, 3)).toEqual(['bucket', 'group', 'requests']);
  expect(row?.slice(1, 3)).toEqual(["'=cmd()", '1']);
  expect(row?.[names?.indexOf('cost_usd') ?? 0]).toBe('12.000000001');
});

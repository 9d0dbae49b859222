import { afterAll, beforeEach, expect, test } from 'vitest';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { newId } from '../../gateway/new-id.ts';
import { listFailovers } from '../failovers/list-failovers.ts';
import { failoverPage, listFailoversQuery } from '../failovers/schema.ts';
import { consoleFixture, startMs } from '../testing/console-fixture.ts';
import { insertFailedOverRequest, insertRequests, requestRow } from '../testing/request-rows.ts';
import { getRequest } from './get-request.ts';
import { listRequests } from './list-requests.ts';
import { listRequestsQuery, requestDetail, requestPage } from './schema.ts';

const database = await withTestDatabase();
afterAll(database.stop);
beforeEach(database.truncate);

const viewer = () => consoleFixture(database).as('viewer');
const list = (query: Record<string, unknown> = {}) => listRequests(viewer(), listRequestsQuery.parse(query));
const at = (seconds: number) => new Date(startMs + seconds * 1000);

test('pages are newest first, hold every request once and end with null, also within one millisecond', async () => {
  const ids = Array.from({ length: 25 }, (_, index) => `req_${String(index).padStart(2, '0')}`);
  await insertRequests(
    database,
    ids.map((id, index) => requestRow({ id, startedAt: at(Math.floor(index / 10)) })),
  );
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await list({ limit: '7', ...(cursor ? { cursor } : {}) });
    requestPage.parse(page);
    seen.push(...page.items.map((item) => item.id));
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(seen).toEqual([...ids].sort().reverse());
});

test('from is included, to is not', async () => {
  await insertRequests(
    database,
    [0, 1, 2].map((second) => requestRow({ id: `req_${second}`, startedAt: at(second) })),
  );
  const page = await list({ from: at(0).toISOString(), to: at(2).toISOString() });
  expect(page.items.map((item) => item.id)).toEqual(['req_1', 'req_0']);
});

test.each([
  [{ route: 'chat' }, ['req_a', 'req_b']],
  [{ route: ['chat', 'other'] }, ['req_a', 'req_b', 'req_c']],
  [{ provider: 'backup' }, ['req_b']],
  [{ model: 'claude' }, ['req_c']],
  [{ status: 'error' }, ['req_c']],
  [{ error_kind: 'timeout' }, ['req_c']],
  [{ key: 'bot' }, ['req_a']],
  [{ team: 'support' }, ['req_b']],
  [{ stream: 'true' }, ['req_b']],
  [{ stream: 'false' }, ['req_a', 'req_c']],
  [{ failed_over: 'true' }, ['req_b']],
  [{ q: 'req_c' }, ['req_c']],
  [{ q: '%' }, []],
  [{ route: 'chat', stream: 'true', provider: 'openai' }, []],
])('the filter %o finds %o', async (query, expected) => {
  await insertRequests(database, [
    requestRow({ id: 'req_a', startedAt: at(3) }),
    requestRow({
      id: 'req_b',
      startedAt: at(2),
      provider: 'backup',
      keyName: 'site',
      team: 'support',
      stream: true,
      failovers: 1,
    }),
    requestRow({
      id: 'req_c',
      startedAt: at(1),
      route: 'other',
      model: 'claude',
      keyName: 'site',
      status: 'error',
      errorKind: 'timeout',
    }),
  ]);
  expect((await list(query)).items.map((item) => item.id)).toEqual(expected);
});

test('one request has its attempts, skipped targets and failovers, with exact amounts', async () => {
  await insertFailedOverRequest(database, 'req_x', at(0));
  const detail = requestDetail.parse(await getRequest(viewer(), { id: 'req_x' }));
  expect(detail.attempts.map(({ provider, kind, status }) => ({ provider, kind, status }))).toEqual([
    { provider: 'openai', kind: 'server_error', status: 500 },
    { provider: 'backup', kind: null, status: 200 },
  ]);
  // One more than a double can hold.
  expect(detail.attempts[1]?.cost_nano_usd).toBe('9007199254740993');
  expect(detail.skipped).toEqual([{ target: 'third/model', reason: 'capability', detail: 'vision' }]);
  expect(detail.failover_events).toHaveLength(1);
});

test.each([
  ['within the month it says', newId('req', startMs), 0],
  ['years from what it says', newId('req', startMs), -3 * 365 * 86_400],
  ['of another form', 'chatcmpl-7', 0],
])('a request is found by its id, %s', async (_, id, seconds) => {
  await insertFailedOverRequest(database, id, at(seconds));
  const detail = await getRequest(viewer(), { id });
  expect(detail).toMatchObject({ id, attempts: [{ index: 0 }, { index: 1 }] });
});

test('a request that does not exist is not found', async () => {
  await expect(getRequest(viewer(), { id: 'req_none' })).rejects.toMatchObject({ code: 'not_found' });
});

const cursorOf = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');

test.each([
  ['of nonsense', 'bm9uc2Vuc2U'],
  ['before 1970', cursorOf(['0000-01-01T00:00:00Z', 'req_a'])],
  ['with a NUL', cursorOf(['2026-01-01T00:00:00Z', 'req_\0'])],
  ['with half a character', cursorOf(['2026-01-01T00:00:00Z', '\ud800'])],
])('a cursor %s, that no list gave out, is refused', async (_, cursor) => {
  await expect(list({ cursor })).rejects.toMatchObject({ code: 'invalid' });
});

test('a range may reach from the first moment to the last, and no further', async () => {
  await insertRequests(database, [requestRow({ id: 'req_a', startedAt: at(0) })]);
  const all = await list({ from: '1970-01-01T00:00:00Z', to: '9999-12-31T23:59:59.999Z' });
  expect(all.items).toHaveLength(1);
  // In UTC, these are the last year before and the first after.
  for (const to of ['1970-01-01T00:00:00+01:00', '9999-12-31T23:59:59-01:00', '0001-01-01T00:00:00Z']) {
    expect(listRequestsQuery.safeParse({ to }).success).toBe(false);
  }
});

test('failovers are listed with their filters and page without losing any', async () => {
  for (const index of [1, 2, 3]) await insertFailedOverRequest(database, `req_${index}`, at(0));
  const all = (query: Record<string, unknown>) => listFailovers(viewer(), listFailoversQuery.parse(query));
  const first = failoverPage.parse(
    await all({ limit: '2', primary: 'openai/gpt-4o-mini', trigger: 'attempt' }),
  );
  expect(first.items.map((item) => item.request_id)).toEqual(['req_3', 'req_2']);
  const rest = await all({ limit: '2', cursor: first.next_cursor });
  expect(rest).toMatchObject({ items: [{ request_id: 'req_1', latency_delta_ms: 18 }], next_cursor: null });
  expect((await all({ outcome: 'failed' })).items).toEqual([]);
});

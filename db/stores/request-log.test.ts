import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestRecord } from '#lib/gateway/request-record.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from '../testing/test-database.ts';
import { testAttempt, testRecord } from '../testing/test-record.ts';
import { insertRecords } from './insert-records.ts';
import {
  decodeCursor,
  findRequest,
  listFailovers,
  listRequests,
  type RequestFilters,
} from './request-log.ts';

const startMs = Date.UTC(2026, 0, 1);
/** Three requests share each millisecond, so that pages must break within one. */
const atMs = (i: number) => startMs + Math.floor(i / 3);

const records: RequestRecord[] = Array.from({ length: 30 }, (_, i) =>
  testRecord({
    id: `req_${String(i).padStart(2, '0')}`,
    startedAtMs: atMs(i),
    route: i % 2 === 0 ? 'chat' : null,
    provider: i % 3 === 0 ? 'anthropic' : 'openai',
    model: i % 3 === 0 ? 'claude' : 'gpt-4o-mini',
    status: i === 7 ? 'error' : i === 8 ? 'partial' : 'ok',
    errorKind: i === 7 ? 'timeout' : i === 8 ? 'stream_interrupted' : null,
    keyName: i < 5 ? 'support-bot' : 'batch-job',
    team: i < 2 ? 'support' : null,
    stream: i === 9,
    failoverEvents: [0, 1].slice(0, i < 4 ? 2 : 0).map((step) => ({
      atMs: atMs(i),
      primary: `p/${step}`,
      fallback: `p/${step + 1}`,
      trigger: step === 0 ? ('attempt' as const) : ('skip' as const),
      errorKind: step === 0 ? ('timeout' as const) : ('circuit_open' as const),
      primaryMs: step === 0 ? 12 : null,
      fallbackMs: 20,
      latencyDeltaMs: step === 0 ? 8 : null,
      outcome: 'ok' as const,
    })),
  }),
);
const newestFirst = records.map((record) => record.id).reverse();

describe.each(databaseKinds)('request log on the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
      await insertRecords(database.db, records);
    });
    afterAll(() => database.stop());

    const idsOf = async (filters: RequestFilters) => {
      const page = await listRequests(database.db, { filters, limit: 100 });
      return page.items.map((row) => row.id);
    };

    it.each([1, 4, 29, 30, 31])(
      'pages of %i give every request once, newest first, and then end',
      async (limit) => {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const position: ReturnType<typeof decodeCursor> = cursor === null ? null : decodeCursor(cursor);
          const page = await listRequests(database.db, { limit, ...(position && { cursor: position }) });
          seen.push(...page.items.map((row) => row.id));
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(seen).toEqual(newestFirst);
      },
    );

    it('a page is not moved by requests that arrive while someone reads', async () => {
      const first = await listRequests(database.db, { limit: 10 });
      const newer = testRecord({ id: 'req_zz', startedAtMs: startMs + 1_000_000 });
      await insertRecords(database.db, [newer]);
      const position = decodeCursor(first.nextCursor ?? '');
      const second = await listRequests(database.db, { limit: 10, ...(position && { cursor: position }) });
      await database.sql`delete from request where id = 'req_zz'`;
      expect(second.items.map((row) => row.id)).toEqual(newestFirst.slice(10, 20));
    });

    it('a time range includes its beginning and not its end', async () => {
      const page = await listRequests(database.db, {
        from: new Date(startMs + 1),
        to: new Date(startMs + 2),
        limit: 9,
      });
      expect(page.items.map((row) => row.id)).toEqual(['req_05', 'req_04', 'req_03']);
    });

    it('filters by each field, by several values of one, and by fields together', async () => {
      expect(await idsOf({ team: 'support' })).toEqual(['req_01', 'req_00']);
      expect(await idsOf({ key: 'support-bot', route: 'chat' })).toEqual(['req_04', 'req_02', 'req_00']);
      expect(await idsOf({ status: ['error', 'partial'] })).toEqual(['req_08', 'req_07']);
      expect(await idsOf({ errorKind: 'timeout' })).toEqual(['req_07']);
      expect(await idsOf({ stream: true })).toEqual(['req_09']);
      expect(await idsOf({ provider: 'anthropic', model: 'claude' })).toHaveLength(10);
      expect(await idsOf({ provider: 'anthropic', model: 'gpt-4o-mini' })).toEqual([]);
      expect(await idsOf({ route: [] })).toEqual([]);
      expect(await idsOf({ route: "chat' or '1'='1" })).toEqual([]);
    });

    it('finds one request with its attempts, skipped targets and failovers in order', async () => {
      const record = testRecord({
        id: 'req_detail',
        startedAtMs: 0,
        attempts: [testAttempt({ kind: 'timeout' }), testAttempt({ index: 1 })],
        skipped: [
          { target: 'a/b', reason: 'capability', detail: 'vision' },
          { target: 'c/d', reason: 'circuit_open', detail: null },
        ],
      });
      await insertRecords(database.db, [record]);
      const found = await findRequest(database.db, 'req_detail');
      await database.sql`delete from request where id = 'req_detail'`;
      expect(found?.attempts.map((row) => [row.index, row.kind])).toEqual([
        [0, 'timeout'],
        [1, null],
      ]);
      expect(found?.skipped.map((row) => row.target)).toEqual(['a/b', 'c/d']);
      expect(found?.failoverEvents).toEqual([]);
    });

    it('finds nothing under an unknown id', async () => {
      expect(await findRequest(database.db, 'req_unknown')).toBeNull();
    });

    it('lists failovers newest first, in pages that break within one request', async () => {
      const all = await listFailovers(database.db, { limit: 100 });
      const keys = all.items.map((row) => `${row.requestId}/${row.index}`);
      expect(keys.slice(0, 3)).toEqual(['req_03/1', 'req_03/0', 'req_02/1']);
      const first = await listFailovers(database.db, { limit: 3 });
      const position = decodeCursor(first.nextCursor ?? '');
      const rest = await listFailovers(database.db, { limit: 100, ...(position && { cursor: position }) });
      expect([...first.items, ...rest.items].map((row) => `${row.requestId}/${row.index}`)).toEqual(keys);
      expect(rest.nextCursor).toBeNull();
    });

    it('filters failovers by trigger, kind, target, route and time', async () => {
      const count = async (filters: Parameters<typeof listFailovers>[1]['filters']) =>
        (await listFailovers(database.db, { filters, limit: 100 })).items.length;
      expect(await count({ trigger: 'skip' })).toBe(4);
      expect(await count({ errorKind: 'timeout', primary: 'p/0' })).toBe(4);
      expect(await count({ route: 'chat', fallback: 'p/2', outcome: 'ok' })).toBe(2);
      const later = await listFailovers(database.db, { from: new Date(startMs + 1), limit: 100 });
      expect(later.items.map((row) => row.requestId)).toEqual(['req_03', 'req_03']);
    });

    it('reads every list from an index, newest first, without sorting', async () => {
      await database.sql.begin(async (tx) => {
        // The planner would read so small a table whole.
        await tx`set local enable_seqscan = off`;
        await tx`set local enable_bitmapscan = off`;
        const plan = async (condition: string) => {
          const rows = await tx.unsafe(
            `explain select * from request where ${condition} and (started_at, id) < (now(), 'x') order by started_at desc, id desc limit 50`,
          );
          return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
        };
        expect(await plan('true')).toContain('Backward using request_started_at');
        expect(await plan(`route = 'chat'`)).toContain('Backward using request_route');
        expect(await plan(`key_name = 'support-bot'`)).toContain('Backward using request_key');
        for (const condition of ['true', `model = 'm'`, `team = 't'`, `status = 'error'`]) {
          expect(await plan(condition)).not.toContain('Sort');
        }
      });
    });
  });
});

describe('cursors', () => {
  it.each([
    '',
    'x',
    'bnVsbA',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('["a","b",0]').toString('base64url'),
  ])('refuse text that is not one: %j', (text) => {
    expect(decodeCursor(text)).toBeNull();
  });
});

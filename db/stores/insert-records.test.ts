import { asc, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AttemptRecord } from '#lib/gateway/request-record.ts';
import { attempt, failover, request, skippedTarget, virtualKey } from '../schema/index.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from '../testing/test-database.ts';
import { testAttempt, testRecord } from '../testing/test-record.ts';
import { insertRecords, touchKeys } from './insert-records.ts';

const failedOver = testRecord({
  id: 'req_failed_over',
  recovered: true,
  failovers: 1,
  team: 'support',
  tags: { product: 'helpdesk', 'odd "key"': "it's" },
  costNanoUsd: 9_007_199_254_740_993n,
  attempts: [
    testAttempt({ kind: 'overloaded', message: 'busy', status: 529, usage: null, costNanoUsd: 0n }),
    testAttempt({ index: 1, provider: 'anthropic', startedOffsetMs: 40 }),
  ],
  skipped: [{ target: 'mistral/small', reason: 'capability', detail: 'vision' }],
  failoverEvents: [
    {
      atMs: Date.UTC(2026, 0, 2, 3, 4, 6),
      primary: 'openai/gpt-4o-mini',
      fallback: 'anthropic/claude',
      trigger: 'attempt',
      errorKind: 'overloaded',
      primaryMs: 30,
      fallbackMs: 80,
      latencyDeltaMs: 50,
      outcome: 'ok',
    },
  ],
});

describe.each(databaseKinds)('records on the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
    });
    afterAll(() => database.stop());
    beforeEach(() => database.truncate());

    it('writes a request with its attempts, skipped targets and failovers, every value intact', async () => {
      await insertRecords(database.db, [failedOver]);

      expect(await database.db.select().from(request)).toEqual([
        {
          id: 'req_failed_over',
          recordedAt: expect.any(Date),
          startedAt: new Date('2026-01-02T03:04:05.678Z'),
          endpoint: '/v1/chat/completions',
          requestedModel: 'chat',
          route: 'chat',
          provider: 'openai',
          model: 'gpt-4o-mini',
          status: 'ok',
          httpStatus: 200,
          errorKind: null,
          errorMessage: null,
          stream: false,
          recovered: true,
          inputTokens: 13,
          outputTokens: 7,
          cachedInputTokens: 2,
          cacheWriteTokens: 1,
          reasoningTokens: 3,
          costNanoUsd: 9_007_199_254_740_993n,
          estimated: false,
          priced: true,
          suspect: false,
          durationMs: 100,
          firstTokenMs: 20,
          overheadMs: 0.5,
          failovers: 1,
          keyId: 'vk_1',
          keyName: 'support-bot',
          team: 'support',
          tags: { product: 'helpdesk', 'odd "key"': "it's" },
          configVersion: 1,
        },
      ]);
      const attempts = await database.db.select().from(attempt).orderBy(asc(attempt.index));
      const startedAt = '2026-01-02T03:04:05.678Z';
      expect(
        attempts.map((row) => [
          row.kind,
          row.status,
          row.startedOffsetMs,
          row.requestStartedAt.toISOString(),
        ]),
      ).toEqual([
        ['overloaded', 529, 1, startedAt],
        [null, 200, 40, startedAt],
      ]);
      expect(await database.db.select().from(skippedTarget)).toEqual([
        {
          requestId: 'req_failed_over',
          index: 0,
          requestStartedAt: new Date(startedAt),
          target: 'mistral/small',
          reason: 'capability',
          detail: 'vision',
        },
      ]);
      expect(await database.db.select().from(failover)).toMatchObject([
        {
          requestId: 'req_failed_over',
          route: 'chat',
          errorKind: 'overloaded',
          latencyDeltaMs: 50,
          outcome: 'ok',
        },
      ]);
    });

    it('keeps what an attempt was charged by, and what was reported but cannot be true', async () => {
      const price = {
        input: 150_000_000n,
        output: 2n ** 60n,
        cachedInput: null,
        cacheWrite: null,
        version: 'prices 7',
      };
      const usage = { ...testRecord().usage, suspect: '{"prompt_tokens":-3}' } as AttemptRecord['usage'];
      await insertRecords(database.db, [
        testRecord({ attempts: [testAttempt({ price, usage, aboveReserve: true })], usage }),
      ]);
      expect(await database.db.select().from(attempt)).toMatchObject([
        {
          price: { input: '150000000', output: '1152921504606846976', cachedInput: null },
          priceVersion: 'prices 7',
          suspect: true,
          suspectUsage: '{"prompt_tokens":-3}',
          aboveReserve: true,
        },
      ]);
      expect(await database.db.select({ suspect: request.suspect }).from(request)).toEqual([
        { suspect: true },
      ]);
    });

    it('stores what PostgreSQL would refuse: NUL, lone surrogates, absurd numbers, endless text', async () => {
      await insertRecords(database.db, [
        testRecord({
          id: 'req_\0odd\uD800',
          errorMessage: 'x'.repeat(100_000),
          requestedModel: `half a pair at the cut ${'y'.repeat(232)}\u{1F600}`,
          tags: Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`t\0${i}`, '\uDC00'])),
          durationMs: Number.NaN,
          startedAtMs: Number.POSITIVE_INFINITY,
          costNanoUsd: 2n ** 70n,
          usage: { ...testRecord().usage, output: 1e15, estimated: true } as never,
        }),
      ]);
      const [row] = await database.db.select().from(request);
      expect(row).toMatchObject({
        id: 'req_�odd�',
        durationMs: 0,
        outputTokens: 2 ** 31 - 1,
        costNanoUsd: 2n ** 63n - 1n,
        requestedModel: expect.stringMatching(/y\uFFFD$/),
      });
      expect(row?.errorMessage).toHaveLength(2_000);
      expect(Object.keys(row?.tags ?? {})).toHaveLength(64);
    });

    it('goes on writing when a newer version has added a column that must not be empty', async () => {
      await database.db.execute(sql`alter table request add column later text not null default 'unknown'`);
      try {
        await insertRecords(database.db, [testRecord({ id: 'req_during_upgrade' })]);
        expect(await database.db.select({ id: request.id }).from(request)).toEqual([
          { id: 'req_during_upgrade' },
        ]);
      } finally {
        await database.db.execute(sql`alter table request drop column later`);
      }
    });

    it('notes when a key was last used, and never moves that back', async () => {
      const key = {
        id: 'vk_1',
        name: 'k',
        secretHash: 'h',
        hint: 'us_',
        tags: {},
        origin: 'console',
      } as const;
      await database.db.insert(virtualKey).values(key);
      await touchKeys(
        database.db,
        new Map([
          ['vk_1', 2_000_000],
          ['vk_unknown', 1],
          ['vk_\0odd', Number.NaN],
        ]),
      );
      await touchKeys(database.db, new Map([['vk_1', 1_500_000]]));
      const [row] = await database.db.select().from(virtualKey);
      expect(row?.lastUsedAt?.getTime()).toBe(2_000_000);
    });

    // The embedded database has one session: a lock there stops everybody, whatever they ask.
    it.skipIf(kind === 'embedded')('passes a key over that somebody is editing', async () => {
      const key = { name: 'k', secretHash: 'h', hint: 'us_', tags: {}, origin: 'console' } as const;
      await database.db.insert(virtualKey).values([
        { ...key, id: 'vk_1' },
        { ...key, id: 'vk_2', name: 'l', secretHash: 'i' },
      ]);
      const used = new Map([
        ['vk_1', 2_000_000],
        ['vk_2', 2_000_000],
      ]);
      await database.db.transaction(async (tx) => {
        await tx.execute(sql`select id from virtual_key where id = 'vk_1' for update`);
        await touchKeys(database.db, used);
      });
      const rows = await database.db.select().from(virtualKey).orderBy(asc(virtualKey.id));
      expect(rows.map((row) => row.lastUsedAt?.getTime())).toEqual([undefined, 2_000_000]);
    });
  });
});

import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { attempt, failover, request, skippedTarget, virtualKey } from '../schema/index.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from '../testing/test-database.ts';
import { testAttempt, testRecord } from '../testing/test-record.ts';
import { createRecordWriter } from './request-records.ts';

const failedOver = testRecord({
  id: 'req_failed_over',
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

describe.each(databaseKinds)('record writer on the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
    });
    afterAll(() => database.stop());
    beforeEach(() => database.truncate());

    const start = (options: { capacity?: number; batchSize?: number } = {}) => {
      const log = vi.fn();
      return { log, writer: createRecordWriter(database, { flushIntervalMs: 5, log, ...options }) };
    };
    const storedIds = async () => {
      const rows = await database.db.select({ id: request.id }).from(request).orderBy(asc(request.id));
      return rows.map((row) => row.id);
    };

    it('writes a request with its attempts, skipped targets and failovers, every value intact', async () => {
      const { writer, log } = start();
      writer.write(failedOver);
      await writer.flush();

      expect(await database.db.select().from(request)).toEqual([
        {
          id: 'req_failed_over',
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
          inputTokens: 13,
          outputTokens: 7,
          cachedInputTokens: 2,
          cacheWriteTokens: 1,
          reasoningTokens: 3,
          costNanoUsd: 9_007_199_254_740_993n,
          estimated: false,
          priced: true,
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
      expect(attempts.map(({ kind, status, startedAt }) => [kind, status, startedAt.toISOString()])).toEqual([
        ['overloaded', 529, '2026-01-02T03:04:05.679Z'],
        [null, 200, '2026-01-02T03:04:05.718Z'],
      ]);
      expect(await database.db.select().from(skippedTarget)).toEqual([
        {
          requestId: 'req_failed_over',
          index: 0,
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
      expect(log).not.toHaveBeenCalled();
    });

    it('writes thousands of records in batches and counts them', async () => {
      const { writer } = start({ batchSize: 400 });
      for (let i = 0; i < 3_000; i++) writer.write(testRecord({ id: `req_${i}` }));
      await writer.flush();
      expect(writer.stats()).toEqual({ queued: 0, written: 3_000, dropped: 0 });
      expect(await storedIds()).toHaveLength(3_000);
    });

    it('writes without being asked once the interval has passed', async () => {
      const { writer } = start();
      writer.write(testRecord());
      await vi.waitFor(async () => expect(await storedIds()).toEqual(['req_1']), { timeout: 10_000 });
    });

    it('never doubles a record that is sent again', async () => {
      const { writer } = start();
      writer.write(failedOver);
      await writer.flush();
      writer.write(failedOver);
      writer.write(testRecord({ id: 'req_next' }));
      await writer.flush();
      expect(await storedIds()).toEqual(['req_failed_over', 'req_next']);
      expect(
        await database.db.select().from(attempt).where(eq(attempt.requestId, 'req_failed_over')),
      ).toHaveLength(2);
      expect(await database.db.select().from(failover)).toHaveLength(1);
    });

    it('stores what PostgreSQL would refuse: NUL, lone surrogates, absurd numbers, endless text', async () => {
      const { writer, log } = start();
      writer.write(
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
      );
      await writer.flush();
      const [row] = await database.db.select().from(request);
      expect(row).toMatchObject({
        id: 'req_�odd�',
        durationMs: 0,
        outputTokens: 2 ** 31 - 1,
        costNanoUsd: 2n ** 63n - 1n,
      });
      expect(row?.errorMessage).toHaveLength(2_000);
      expect(Object.keys(row?.tags ?? {})).toHaveLength(64);
      expect(log).not.toHaveBeenCalled();
    });

    it('drops one poisoned record, counts and logs it, and writes all others of the batch', async () => {
      const { writer, log } = start();
      // Only a defect upstream could make one: the column takes no null.
      const poison = testRecord({ id: 'req_poison', endpoint: 'x', stream: null as never });
      for (let i = 0; i < 20; i++) writer.write(i === 13 ? poison : testRecord({ id: `req_${i}` }));
      await writer.flush();
      expect(writer.stats()).toEqual({ queued: 0, written: 19, dropped: 1 });
      expect(await storedIds()).not.toContain('req_poison');
      expect(log).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('req_poison'), expect.anything());
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
      const { writer } = start();
      writer.write(testRecord({ id: 'req_b', startedAtMs: 2_000_000 }));
      writer.write(testRecord({ id: 'req_a', startedAtMs: 1_000_000 }));
      await writer.flush();
      writer.write(testRecord({ id: 'req_c', startedAtMs: 1_500_000 }));
      await writer.flush();
      const [row] = await database.db.select().from(virtualKey);
      expect(row?.lastUsedAt?.getTime()).toBe(2_000_000);
    });

    it('writes what waits when it is closed, and drops and counts what comes after', async () => {
      const { writer } = start();
      for (let i = 0; i < 50; i++) writer.write(testRecord({ id: `req_${i}` }));
      await writer.close(20_000);
      writer.write(testRecord({ id: 'req_late' }));
      expect(writer.stats()).toEqual({ queued: 0, written: 50, dropped: 1 });
      expect(await storedIds()).toHaveLength(50);
    });
  });
});

import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { attempt, request, virtualKey } from '../schema/index.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from '../testing/test-database.ts';
import { testRecord } from '../testing/test-record.ts';
import { createRecordWriter } from './request-records.ts';

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
      writer.write(testRecord({ id: 'req_again' }));
      await writer.flush();
      writer.write(testRecord({ id: 'req_again' }));
      writer.write(testRecord({ id: 'req_next' }));
      await writer.flush();
      expect(await storedIds()).toEqual(['req_again', 'req_next']);
      expect(await database.db.select().from(attempt)).toHaveLength(2);
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

    it('notes the last use of the keys of a batch', async () => {
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
      for (const startedAtMs of [1_000, 3_000, 2_000])
        writer.write(testRecord({ id: `req_${startedAtMs}`, startedAtMs }));
      await writer.flush();
      const [row] = await database.db.select().from(virtualKey);
      expect(row?.lastUsedAt?.getTime()).toBe(3_000);
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

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectDatabase, type Database } from '../client.ts';
import { request } from '../schema/index.ts';
import { type BreakableLink, openBreakableLink } from '../testing/breakable-link.ts';
import { type TestDatabase, withTestDatabase } from '../testing/test-database.ts';
import { testRecord } from '../testing/test-record.ts';
import { createRecordWriter, type RecordWriterOptions } from './request-records.ts';

describe('record writer whose database goes away', () => {
  let database: TestDatabase;
  let link: BreakableLink;
  let pool: Database;
  beforeAll(async () => {
    database = await withTestDatabase();
    const { target } = database;
    link = await openBreakableLink('socketPath' in target ? target.socketPath : '');
  });
  afterAll(async () => {
    await link.stop();
    await database.stop();
  });
  beforeEach(async () => {
    link.mend();
    await database.truncate();
    pool = connectDatabase(link.target, { silenceTimeoutMs: 300, connectTimeoutMs: 300 });
  });
  afterEach(() => pool.close());

  const start = (options: Partial<RecordWriterOptions> = {}) => {
    const log = vi.fn();
    return { log, writer: createRecordWriter(pool, { flushIntervalMs: 5, log, ...options }) };
  };
  const storedCount = async () => (await database.db.select({ id: request.id }).from(request)).length;

  it.each(['cut', 'swallow'] as const)(
    'keeps the records of an outage (%s) and writes each once after it',
    async (kind) => {
      const { writer, log } = start({ batchSize: 10 });
      writer.write(testRecord({ id: 'req_before' }));
      await writer.flush();
      link[kind]();
      for (let i = 0; i < 35; i++) writer.write(testRecord({ id: `req_${i}` }));
      const written = writer.flush();
      await vi.waitFor(() => expect(log).toHaveBeenCalled(), { timeout: 10_000 });
      expect(writer.stats()).toEqual({ queued: 35, written: 1, dropped: 0 });
      link.mend();
      await written;
      expect(writer.stats()).toEqual({ queued: 0, written: 36, dropped: 0 });
      expect(await storedCount()).toBe(36);
      // One line says that records wait; more would flood the log of an outage.
      expect(log.mock.calls.filter(([message]) => message.includes('wait in memory'))).toHaveLength(1);
    },
  );

  it('holds no more than its capacity, counts what it drops, and says so once', async () => {
    link.cut();
    const { writer, log } = start({ capacity: 20, batchSize: 100 });
    for (let i = 0; i < 1_000; i++) writer.write(testRecord({ id: `req_${i}` }));
    expect(writer.stats()).toEqual({ queued: 20, written: 0, dropped: 980 });
    expect(log.mock.calls.filter(([message]) => message.includes('dropped'))).toHaveLength(1);
    link.mend();
    await writer.flush();
    expect(writer.stats()).toEqual({ queued: 0, written: 20, dropped: 980 });
    const ids = await database.db.select({ id: request.id }).from(request);
    expect(ids).toContainEqual({ id: 'req_0' });
  });

  it('closes within its deadline when the database stays away, and counts what is lost', async () => {
    link.swallow();
    const { writer, log } = start();
    for (let i = 0; i < 30; i++) writer.write(testRecord({ id: `req_${i}` }));
    await writer.close(50);
    expect(writer.stats()).toEqual({ queued: 0, written: 0, dropped: 30 });
    expect(log).toHaveBeenCalledWith(
      expect.stringContaining('30 request records could not be written'),
      null,
    );
  });

  it('uses the time until its deadline: a database that comes back gets everything', async () => {
    link.cut();
    const { writer, log } = start();
    for (let i = 0; i < 30; i++) writer.write(testRecord({ id: `req_${i}` }));
    const closed = writer.close(20_000);
    await vi.waitFor(() => expect(log).toHaveBeenCalled(), { timeout: 10_000 });
    link.mend();
    await closed;
    expect(writer.stats()).toEqual({ queued: 0, written: 30, dropped: 0 });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from '../testing/test-database.ts';
import { testRecord } from '../testing/test-record.ts';
import { insertRecords } from './insert-records.ts';
import { overviewSeries, overviewSums } from './request-overview.ts';

const hour = 3_600_000;
const day = Date.UTC(2026, 0, 1);
const huge = 2n ** 62n;

describe.each(databaseKinds)('overview on the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
      await insertRecords(database.db, [
        testRecord({ id: 'req_a', startedAtMs: day, durationMs: 100, failovers: 2, costNanoUsd: huge }),
        testRecord({
          id: 'req_b',
          startedAtMs: day + 1,
          durationMs: 200,
          status: 'error',
          costNanoUsd: huge,
        }),
        testRecord({
          id: 'req_c',
          startedAtMs: day + hour - 1,
          durationMs: 300,
          status: 'partial',
          costNanoUsd: huge,
        }),
        testRecord({
          id: 'req_d',
          startedAtMs: day + 3 * hour,
          durationMs: 400,
          status: 'canceled',
          failovers: 1,
          route: 'x',
        }),
      ]);
    });
    afterAll(() => database.stop());

    it('sums a range exactly, beyond 64 bits, with percentiles between values', async () => {
      const range = { from: new Date(day), to: new Date(day + hour) };
      expect(await overviewSums(database.db, range)).toEqual({
        requests: 3,
        errors: 1,
        partial: 1,
        canceled: 0,
        failovers: 2,
        rescued: 1,
        inputTokens: 39,
        outputTokens: 21,
        costNanoUsd: (huge * 3n).toString(),
        p50DurationMs: 200,
        p95DurationMs: 290,
        p50OverheadMs: 0.5,
      });
    });

    it('is zero, and null where there is nothing to measure, without requests', async () => {
      const sums = await overviewSums(database.db, { from: new Date(day + 9 * hour) });
      expect(sums).toMatchObject({
        requests: 0,
        failovers: 0,
        costNanoUsd: '0',
        p50DurationMs: null,
        p95DurationMs: null,
      });
    });

    it('takes the filters of the log', async () => {
      expect(await overviewSums(database.db, { filters: { route: 'x' } })).toMatchObject({
        requests: 1,
        canceled: 1,
      });
    });

    it('gives buckets oldest first and leaves out those without requests', async () => {
      const series = await overviewSeries(database.db, { bucketMs: hour });
      expect(
        series.map((bucket) => [bucket.at.toISOString(), bucket.requests, bucket.p50DurationMs]),
      ).toEqual([
        ['2026-01-01T00:00:00.000Z', 3, 200],
        ['2026-01-01T03:00:00.000Z', 1, 400],
      ]);
      expect(series[0]?.costNanoUsd).toBe((huge * 3n).toString());
    });

    it('aligns buckets to a midnight that is not the UTC one', async () => {
      const alignedTo = new Date(day + 2 * hour);
      const series = await overviewSeries(database.db, { bucketMs: 24 * hour, alignedTo });
      expect(series.map((bucket) => [bucket.at.toISOString(), bucket.requests])).toEqual([
        ['2025-12-31T02:00:00.000Z', 3],
        ['2026-01-01T02:00:00.000Z', 1],
      ]);
    });
  });
});

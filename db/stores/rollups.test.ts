import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RequestRecord } from '#lib/gateway/request-record.ts';
import { request, usageHour, usageTagValue } from '../schema/index.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from '../testing/test-database.ts';
import { testAttempt, testRecord, testUsage } from '../testing/test-record.ts';
import { insertRecords } from './insert-records.ts';
import { rollUp } from './rollups.ts';
import { readUsage, type UsageGrouping, type UsageRow } from './spend-rows.ts';
import { withUsage } from './usage-parts.ts';

const start = Date.UTC(2026, 9, 24, 20);
const hour = 3_600_000;
const everything = { fromMs: 0, toMs: Date.UTC(9_999, 0) };

/** Any mix of requests around the end of summer time in Berlin: answered, failed over, refused; with wrong clocks too. */
const someRecord = fc
  .record({
    at: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 12 * hour }).map((ms) => start + ms) },
      { weight: 1, arbitrary: fc.constantFrom(0, Date.UTC(9_998, 0), start - 400 * 24 * hour) },
    ),
    route: fc.constantFrom('chat', 'batch', null),
    team: fc.constantFrom('support', null),
    status: fc.constantFrom('ok', 'error', 'partial', 'canceled'),
    product: fc.constantFrom('helpdesk', 'site', null),
    costs: fc.array(fc.bigInt({ min: 0n, max: 2n ** 62n }), { maxLength: 3 }),
  })
  .map(
    ({ at, route, team, status, product, costs }) =>
      (index: number): RequestRecord =>
        testRecord({
          id: `req_${index}`,
          startedAtMs: at,
          route,
          team,
          status: status as RequestRecord['status'],
          failovers: Math.max(0, costs.length - 1),
          provider: costs.length === 0 ? null : `p${costs.length}`,
          usage: costs.length === 0 ? null : testUsage,
          costNanoUsd: costs.reduce((sum, cost) => sum + cost, 0n),
          tags: product === null ? {} : { product },
          attempts: costs.map((costNanoUsd, place) =>
            testAttempt({ index: place, provider: `p${place + 1}`, costNanoUsd }),
          ),
        }),
  );

const groupOf = {
  provider: () => [],
  route: (record: RequestRecord) => record.route,
  team: (record: RequestRecord) => record.team,
  product: (record: RequestRecord) => record.tags.product ?? null,
} as const;

/** `group: requests/cost`, summed the plain way. */
function plainSums(records: readonly RequestRecord[], by: keyof typeof groupOf): string[] {
  const sums = new Map<string | null, { requests: number; cost: bigint; tokens: number }>();
  const add = (group: string | null, requests: number, cost: bigint, tokens: number) => {
    const sum = sums.get(group) ?? { requests: 0, cost: 0n, tokens: 0 };
    sums.set(group, {
      requests: sum.requests + requests,
      cost: sum.cost + cost,
      tokens: sum.tokens + tokens,
    });
  };
  for (const record of records) {
    add(by === 'provider' ? record.provider : String(groupOf[by](record) ?? '') || null, 1, 0n, 0);
    for (const leg of record.attempts) {
      const group = by === 'provider' ? leg.provider : String(groupOf[by](record) ?? '') || null;
      add(group, 0, leg.costNanoUsd, 7);
    }
  }
  return [...sums].map(([group, sum]) => `${group}: ${sum.requests}/${sum.cost}/${sum.tokens}`).sort();
}

const shown = (rows: readonly UsageRow[]) =>
  rows.map((row) => `${row.group}: ${row.requests}/${row.costNanoUsd}/${row.outputTokens}`).sort();

describe.each(databaseKinds)('sums on the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
    });
    afterAll(() => database.stop());
    beforeEach(() => database.truncate());

    const sums = (grouping: UsageGrouping, range = everything, bucket: 'range' | 'day' | 'hour' = 'range') =>
      withUsage(database.db, (tx, state) =>
        readUsage(tx, state, { range, grouping, steps: { bucket, zone: 'Europe/Berlin' } }),
      );
    /** As if what is there had been written long ago. */
    const age = (minutes: number) =>
      database.db.execute(
        sql`update request set recorded_at = recorded_at - make_interval(mins => ${minutes})`,
      );

    it('equal the plain sums over the rows, however inserts, repeats, rollups and late rows follow each other', async () => {
      const step = fc.oneof(
        { weight: 4, arbitrary: fc.record({ insert: fc.array(someRecord, { minLength: 1, maxLength: 6 }) }) },
        { weight: 3, arbitrary: fc.constantFrom('roll up' as const, 'roll up a little' as const) },
        { weight: 2, arbitrary: fc.constantFrom('repeat' as const, 'time passes' as const) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
          await database.truncate();
          const written: RequestRecord[] = [];
          for (const each of steps) {
            if (each === 'roll up') await rollUp(database.db);
            else if (each === 'roll up a little') await rollUp(database.db, 2);
            else if (each === 'time passes') {
              // Only what is summed already may age: a watermark never overtakes what it has not seen.
              while ((await rollUp(database.db)) !== 'current');
              await age(5);
            } else if (each === 'repeat') await insertRecords(database.db, written.slice(-3));
            else {
              const records = each.insert.map((make, index) => make(written.length + index));
              await insertRecords(database.db, records);
              written.push(...records);
            }
          }
          for (const by of ['provider', 'route', 'team'] as const) {
            expect(shown(await sums({ column: by }))).toEqual(plainSums(written, by));
          }
          expect(shown(await sums({ tag: 'product' }))).toEqual(plainSums(written, 'product'));
          const cut = { fromMs: start + 1.5 * hour + 1_234, toMs: start + 7 * hour + 99 };
          const within = written.filter(
            ({ startedAtMs }) => startedAtMs >= cut.fromMs && startedAtMs < cut.toMs,
          );
          expect(shown(await sums({ column: 'provider' }, cut))).toEqual(plainSums(within, 'provider'));
          const days = await sums('nothing', everything, 'day');
          const cost = written
            .flatMap((record) => record.attempts)
            .reduce((sum, a) => sum + a.costNanoUsd, 0n);
          expect(days.reduce((sum, row) => sum + row.costNanoUsd, 0n)).toBe(cost);
        }),
        { numRuns: kind === 'server' ? 25 : 8 },
      );
    });

    it('come from the rollups alone once time has passed', async () => {
      await insertRecords(database.db, [testRecord({ startedAtMs: start })]);
      await age(5);
      expect(await rollUp(database.db)).toBe('current');
      // Were the rows still read, their sums would be gone with them.
      await database.db.delete(request);
      expect(shown(await sums({ column: 'provider' }))).toEqual(['openai: 1/1500/7']);
    });

    it('are caught up in slices', async () => {
      for (const index of [1, 2, 3, 4, 5]) {
        await insertRecords(database.db, [testRecord({ id: `req_${index}` })]);
        await age(1);
      }
      expect(await rollUp(database.db, 1)).toBe('behind');
      expect(await rollUp(database.db, 1)).toBe('behind');
      expect(await rollUp(database.db, 1)).toBe('current');
      expect(await database.db.select({ requests: usageHour.requests }).from(usageHour)).toEqual([
        { requests: 5 },
      ]);
    });

    it('know a bounded number of values of a tag, and call the rest (other), before and after a rollup', async () => {
      const records = Array.from({ length: 500 }, (_, index) =>
        testRecord({ id: `req_${index}`, tags: { user: `u${String(index).padStart(5, '0')}` } }),
      );
      await insertRecords(database.db, records);
      const before = await sums({ tag: 'user' });
      await rollUp(database.db);
      const after = await sums({ tag: 'user' });
      expect(shown(after)).toEqual(shown(before));
      expect(after).toHaveLength(201);
      expect(after.find((row) => row.group === '(other)')?.requests).toBe(300);
      expect(await database.db.select().from(usageTagValue)).toHaveLength(200);
    });

    it('are by the hours and days of the zone: the day on which the clock is set back has 25 hours', async () => {
      const times = [
        '2026-10-24T21:59Z',
        '2026-10-24T22:00Z',
        '2026-10-25T00:30Z',
        '2026-10-25T01:30Z',
        '2026-10-25T22:59Z',
        '2026-10-25T23:00Z',
      ];
      await insertRecords(
        database.db,
        times.map((time, index) => testRecord({ id: `req_${index}`, startedAtMs: Date.parse(time) })),
      );
      for (const _ of ['before', 'after a rollup']) {
        const days = await sums('nothing', everything, 'day');
        expect(days.map((row) => [new Date(row.bucketMs).toISOString(), row.requests]).sort()).toEqual([
          ['2026-10-23T22:00:00.000Z', 1],
          ['2026-10-24T22:00:00.000Z', 4],
          ['2026-10-25T23:00:00.000Z', 1],
        ]);
        expect(await sums('nothing', everything, 'hour')).toHaveLength(6);
        await age(5);
        await rollUp(database.db);
      }
    });

    it('are right where days begin at half past', async () => {
      const times = ['2026-10-24T18:29:59Z', '2026-10-24T18:30:00Z'];
      await insertRecords(
        database.db,
        times.map((time, index) => testRecord({ id: `req_${index}`, startedAtMs: Date.parse(time) })),
      );
      await age(5);
      await rollUp(database.db);
      for (const bucket of ['day', 'hour'] as const) {
        const rows = await withUsage(database.db, (tx, state) =>
          readUsage(tx, state, {
            range: everything,
            grouping: 'nothing',
            steps: { bucket, zone: 'Asia/Kolkata' },
          }),
        );
        expect(rows.map((row) => new Date(row.bucketMs).toISOString()).sort()).toEqual([
          bucket === 'day' ? '2026-10-23T18:30:00.000Z' : '2026-10-24T17:30:00.000Z',
          '2026-10-24T18:30:00.000Z',
        ]);
      }
    });
  });
});

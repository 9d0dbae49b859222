import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attempt, organisation, request } from '../schema/index.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from '../testing/test-database.ts';
import { testRecord } from '../testing/test-record.ts';
import { insertRecords } from './insert-records.ts';
import { monthOf, partitionedNames, readMonths } from './partitions.ts';
import { readRequestsDays, tidyPartitions } from './retention.ts';
import { rollUp } from './rollups.ts';
import { readUsage } from './spend-rows.ts';
import { withUsage } from './usage-parts.ts';

const day = 86_400_000;

describe.each(databaseKinds)('partitions of the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
    });
    afterAll(() => database.stop());
    beforeEach(() => database.truncate());

    const now = Date.now();
    const months = async () => (await readMonths(database.db, 'request')).map(({ name }) => name);
    const placeOf = async (id: string) => {
      const [row] = await database.db.execute<{ place: string }>(
        sql`select tableoid::regclass::text as place from request where id = ${id}`,
      );
      return row?.place;
    };
    const write = (id: string, startedAtMs: number) =>
      insertRecords(database.db, [
        testRecord({
          id,
          startedAtMs,
          failovers: 1,
          tags: { product: 'helpdesk' },
          skipped: [{ target: 'a/b', reason: 'capability', detail: null }],
          failoverEvents: [
            {
              atMs: startedAtMs,
              primary: 'a/b',
              fallback: 'c/d',
              trigger: 'attempt',
              errorKind: 'timeout',
              primaryMs: 1,
              fallbackMs: 2,
              latencyDeltaMs: 1,
              outcome: 'ok',
            },
          ],
        }),
      ]);
    const cost = () =>
      withUsage(database.db, async (tx, state) => {
        const rows = await readUsage(tx, state, {
          range: { fromMs: 0, toMs: Date.UTC(9_999, 0) },
          grouping: 'nothing',
          steps: { bucket: 'range', zone: 'UTC' },
        });
        return rows[0]?.costNanoUsd;
      });

    it('are there for this month and the next two from the start, and made as time goes on', async () => {
      const ahead = [0, 1, 2].map((later) => monthOf(now, later).name);
      expect(await months()).toEqual(expect.arrayContaining(ahead));
      const later = now + 95 * day;
      const { made } = await tidyPartitions(database.db, later, 365);
      const name = monthOf(later, 2).name;
      expect(made).toEqual(expect.arrayContaining(partitionedNames.map((table) => `${table}_${name}`)));
      expect((await tidyPartitions(database.db, later, 365)).made).toEqual([]);
    });

    it('take any time that a clock may say, and rows that came before their partition move into it', async () => {
      const late = now - 60 * day;
      await write('req_late', late);
      await write('req_1970', 0);
      await write('req_9998', Date.UTC(9_998, 0));
      await insertRecords(database.db, [testRecord({ id: 'req_late', startedAtMs: late })]);
      await tidyPartitions(database.db, now, 90);
      expect(await placeOf('req_late')).toBe(`request_${monthOf(late).name}`);
      expect(await placeOf('req_1970')).toBe('request_default');
      expect(await placeOf('req_9998')).toBe('request_default');
      await write('req_late', late);
      expect(await database.db.select().from(request)).toHaveLength(3);
      expect(await database.db.select().from(attempt)).toHaveLength(3);
    });

    it('go as a whole when all of their requests are too old; sums stay, to the nano', async () => {
      await write('req_old', now - 60 * day);
      await write('req_new', now);
      await rollUp(database.db);
      await tidyPartitions(database.db, now, 90);
      const before = await cost();
      const { dropped } = await tidyPartitions(database.db, now + 70 * day, 90);
      expect(dropped).toEqual(
        expect.arrayContaining(partitionedNames.map((table) => `${table}_${monthOf(now - 60 * day).name}`)),
      );
      expect(await database.db.select({ id: request.id }).from(request)).toEqual([{ id: 'req_new' }]);
      expect(await database.db.select({ id: attempt.requestId }).from(attempt)).toEqual([{ id: 'req_new' }]);
      expect(await cost()).toBe(before);
      await rollUp(database.db);
      expect(await cost()).toBe(before);
    });

    it('keep what a wrong clock wrote for as long as anything else', async () => {
      await write('req_1970', 0);
      await tidyPartitions(database.db, now + 89 * day, 90);
      expect(await placeOf('req_1970')).toBe('request_default');
      await tidyPartitions(database.db, now + 91 * day, 90);
      expect(await placeOf('req_1970')).toBeUndefined();
      expect(await database.db.select().from(attempt)).toEqual([]);
    });

    it('are kept as many days as the organisation says, 90 otherwise', async () => {
      expect(await readRequestsDays(database.db)).toBe(90);
      const row = { id: 1, name: 'Acme', timeZone: 'UTC', sealedKeyPepper: 's' };
      await database.db.insert(organisation).values({ ...row, limits: { retention: { requests_days: 30 } } });
      expect(await readRequestsDays(database.db)).toBe(30);
    });
  });
});

import { sql } from 'drizzle-orm';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { organisation, request, usageHour } from '#db/schema/index.ts';
import { insertRecords } from '#db/stores/insert-records.ts';
import { monthOf } from '#db/stores/partitions.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { testRecord } from '#db/testing/test-record.ts';
import { createMaintenance } from './maintenance.ts';

const database = await withTestDatabase();
afterAll(database.stop);
beforeEach(database.truncate);

const day = 86_400_000;

function maintained(db = database.db) {
  const said: unknown[] = [];
  const clock = { nowMs: Date.now() };
  const log = { info: (line: unknown) => said.push(line), error: (line: unknown) => said.push(line) };
  return { said, clock, run: createMaintenance({ db, log: log as never, now: () => clock.nowMs }) };
}

test('what was recorded is summed, and goes after the days that the organisation keeps it', async () => {
  const { clock, run, said } = maintained();
  const row = { id: 1, name: 'Acme', timeZone: 'UTC', sealedKeyPepper: 's' };
  await database.db.insert(organisation).values({ ...row, limits: { retention: { requests_days: 10 } } });
  await insertRecords(database.db, [testRecord({ startedAtMs: clock.nowMs })]);
  await run();
  expect(await database.db.select({ requests: usageHour.requests }).from(usageHour)).toEqual([
    { requests: 1 },
  ]);
  clock.nowMs += 45 * day;
  await run();
  expect(await database.db.select().from(request)).toEqual([]);
  expect(await database.db.select({ requests: usageHour.requests }).from(usageHour)).toEqual([
    { requests: 1 },
  ]);
  const dropped = `request_${monthOf(clock.nowMs - 45 * day).name}`;
  expect(JSON.stringify(said)).toContain(dropped);
});

test('a failure is said once, and does not end it', async () => {
  const { run, said } = maintained();
  await database.db.execute(sql`alter table rollup_state rename to elsewhere`);
  await run();
  await run();
  await database.db.execute(sql`alter table elsewhere rename to rollup_state`);
  expect(said).toHaveLength(1);
  await insertRecords(database.db, [testRecord({})]);
  await run();
  expect(await database.db.select({ requests: usageHour.requests }).from(usageHour)).toEqual([
    { requests: 1 },
  ]);
});

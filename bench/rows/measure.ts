import { performance } from 'node:perf_hooks';
import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { insertRecords } from '#db/stores/insert-records.ts';
import { tidyPartitions } from '#db/stores/retention.ts';
import { rollUp } from '#db/stores/rollups.ts';
import { testAttempt, testRecord } from '#db/testing/test-record.ts';
import type { ConsoleContext } from '#lib/console/context.ts';
import { listFailovers } from '#lib/console/failovers/list-failovers.ts';
import { listFailoversQuery } from '#lib/console/failovers/schema.ts';
import { getOverview } from '#lib/console/overview/get-overview.ts';
import { listRequests } from '#lib/console/requests/list-requests.ts';
import { listRequestsQuery } from '#lib/console/requests/schema.ts';
import { listSpend } from '#lib/console/spend/list-spend.ts';
import { spendQuery, spendSummaryQuery } from '#lib/console/spend/schema.ts';
import { summariseSpend } from '#lib/console/spend/summarise-spend.ts';

/** What one question cost. */
export interface Measurement {
  readonly what: string;
  /** The middle of the runs, and the slowest, in milliseconds. */
  readonly medianMs: number;
  readonly slowestMs: number;
}

const runs = 5;
const dayMs = 24 * 60 * 60_000;

const spendGroupings = ['provider', 'model', 'route', 'team', 'key', 'tag:product'];
const requestFilters = [
  {},
  { route: 'route-3' },
  { provider: 'provider-0' },
  { provider: 'provider-5' },
  { model: 'model-2' },
  { model: 'model-11' },
  { status: 'ok' },
  { status: 'error' },
  { error_kind: 'timeout' },
  { key: 'key-0' },
  { key: 'key-99' },
  { team: 'team-7' },
  { team: 'nobody' },
  { failed_over: 'true' },
  { route: ['route-1', 'route-4'] },
  { route: 'route-1', status: 'error' },
];

/** Asks what the console asks, of all that is there and of parts of it. */
export async function measureReads(ctx: ConsoleContext, nowMs: number): Promise<Measurement[]> {
  const ago = (days: number, offsetMs = 0) => new Date(nowMs - days * dayMs + offsetMs).toISOString();
  const ranges = {
    everything: {},
    '30 days': { from: ago(30) },
    'odd bounds': { from: ago(70, 1_234), to: ago(11, 99_999) },
    '1 day': { from: ago(1) },
  };
  const measured: Measurement[] = [];
  const take = async (what: string, ask: () => Promise<unknown>) => {
    measured.push(await timed(what, ask));
  };
  for (const [name, range] of Object.entries(ranges)) {
    for (const group_by of spendGroupings) {
      const query = spendQuery.parse({ ...range, group_by });
      await take(`spend by ${group_by}, ${name}`, () => listSpend(ctx, query));
    }
    const query = spendSummaryQuery.parse(range);
    await take(`spend summary, ${name}`, () => summariseSpend(ctx, query));
    await take(`overview, ${name}`, () => getOverview(ctx, { from: ago(89), ...range }));
  }
  const half = { from: ago(60), to: ago(30) };
  for (const filter of [...requestFilters, half, { ...half, status: 'error' }]) {
    const query = listRequestsQuery.parse(filter);
    await take(`requests ${JSON.stringify(filter)}`, () => listRequests(ctx, query));
  }
  await take('failovers', () => listFailovers(ctx, listFailoversQuery.parse({})));
  return measured;
}

async function timed(what: string, ask: () => Promise<unknown>): Promise<Measurement> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    await ask();
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  return { what, medianMs: times[runs >> 1] ?? 0, slowestMs: times.at(-1) ?? 0 };
}

/** Requests a second that are summed when there is a lot to catch up with. */
export async function measureRollup(database: Database): Promise<number> {
  const [before] = await database.db.execute<{ n: string }>(sql`select count(*) as n from request`);
  const startedAt = performance.now();
  while ((await rollUp(database.db, 50_000)) === 'behind');
  return (Number(before?.n ?? 0) / (performance.now() - startedAt)) * 1_000;
}

/** Records a second that one connection writes, 500 at a time as the gateway does. */
export async function measureWriter(database: Database, nowMs: number): Promise<number> {
  const batches = 40;
  const perBatch = 500;
  const startedAt = performance.now();
  for (let batch = 0; batch < batches; batch += 1) {
    const records = Array.from({ length: perBatch }, (_, index) =>
      testRecord({
        id: `req_written_${batch}_${index}`,
        startedAtMs: nowMs + batch,
        attempts: [testAttempt()],
        tags: { product: 'helpdesk' },
      }),
    );
    await insertRecords(database.db, records);
  }
  return (batches * perBatch * 1_000) / (performance.now() - startedAt);
}

/** Milliseconds in which the oldest month goes. */
export async function measureRetention(database: Database, nowMs: number, days: number): Promise<number> {
  // Partitions of months ahead are made first, so that what is measured is the drop.
  await tidyPartitions(database.db, nowMs, days + 31);
  const startedAt = performance.now();
  const { dropped } = await tidyPartitions(database.db, nowMs, days - 31);
  if (dropped.length === 0) throw new Error('No month was old enough to be dropped.');
  return performance.now() - startedAt;
}

import { and, gte, lt, sql } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { request } from '#db/schema/index.ts';
import type { Figures } from './schema.ts';
import type { TimeSteps } from './time-steps.ts';

const counted = (condition: ReturnType<typeof sql>) =>
  sql<number>`(count(*) filter (where ${condition}))`.mapWith(Number);
const latency = (share: number) =>
  sql<
    number | null
  >`percentile_cont(${sql.raw(String(share))}) within group (order by ${request.durationMs}) filter (where ${request.status} = 'ok')`;

const columns = {
  requests: sql<number>`count(*)`.mapWith(Number),
  ok: counted(sql`${request.status} = 'ok'`),
  errors: counted(sql`${request.status} = 'error'`),
  partial: counted(sql`${request.status} = 'partial'`),
  canceled: counted(sql`${request.status} = 'canceled'`),
  failovers: sql<number>`coalesce(sum(${request.failovers}), 0)`.mapWith(Number),
  rescued: counted(sql`${request.failovers} > 0 and ${request.status} = 'ok'`),
  inputTokens: sql<number>`coalesce(sum(${request.inputTokens}), 0)`.mapWith(Number),
  outputTokens: sql<number>`coalesce(sum(${request.outputTokens}), 0)`.mapWith(Number),
  costNanoUsd: sql<string>`coalesce(sum(${request.costNanoUsd}), 0)`.mapWith(String),
  p50: latency(0.5),
  p95: latency(0.95),
};

type Row = { [Column in keyof typeof columns]: (typeof columns)[Column]['_']['type'] };

/** Nothing happened: counts are zero, shares and latencies are unknown. */
export const noFigures: Figures = figuresOf({
  requests: 0,
  ok: 0,
  errors: 0,
  partial: 0,
  canceled: 0,
  failovers: 0,
  rescued: 0,
  inputTokens: 0,
  outputTokens: 0,
  costNanoUsd: '0',
  p50: null,
  p95: null,
});

/** Figures of the requests that began from `fromMs` up to but without `toMs` (Unix milliseconds). */
export async function readFigures(db: Queryable, fromMs: number, toMs: number): Promise<Figures> {
  const [row] = await db.select(columns).from(request).where(startedWithin(fromMs, toMs));
  return row ? figuresOf(row) : noFigures;
}

/** Figures per step, by the step's start in Unix milliseconds. Steps without a request are absent. */
export async function readSeries(db: Queryable, steps: TimeSteps): Promise<ReadonlyMap<number, Figures>> {
  const origin = new Date(steps.originMs).toISOString();
  const bin = sql`date_bin(make_interval(secs => ${steps.stepMs / 1000}::double precision), ${request.startedAt}, ${origin}::timestamptz)`;
  const rows = await db
    .select({ startMs: sql<number>`extract(epoch from ${bin}) * 1000`.mapWith(Number), ...columns })
    .from(request)
    .where(startedWithin(steps.fromMs, steps.toMs))
    .groupBy(sql`1`);
  return new Map(rows.map((row) => [row.startMs, figuresOf(row)]));
}

const startedWithin = (fromMs: number, toMs: number) =>
  and(gte(request.startedAt, new Date(fromMs)), lt(request.startedAt, new Date(toMs)));

function figuresOf(row: Row): Figures {
  const judged = row.ok + row.errors + row.partial;
  return {
    requests: row.requests,
    ok: row.ok,
    errors: row.errors,
    partial: row.partial,
    canceled: row.canceled,
    success_rate: judged === 0 ? null : row.ok / judged,
    failovers: row.failovers,
    rescued: row.rescued,
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
    cost_nano_usd: row.costNanoUsd,
    p50_ms: row.p50,
    p95_ms: row.p95,
  };
}

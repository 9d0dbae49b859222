import { z } from 'zod';
import { alertItem } from '../alerts/schema.ts';
import { providerHealth } from '../circuits/schema.ts';
import { instantText, nanoUsdText, rangeQuery } from '../list/schema.ts';

/** Without bounds: the last 24 hours. */
export const overviewQuery = rangeQuery;

/** Range as the verb takes it. */
export type OverviewInput = z.output<typeof overviewQuery>;

/** Figures of a time range. Latencies are whole-request durations in milliseconds of answered requests. */
export const figures = z.strictObject({
  requests: z.int(),
  ok: z.int(),
  errors: z.int(),
  /** Streams that broke after content was sent. */
  partial: z.int(),
  /** The caller went away; not counted in `success_rate`. */
  canceled: z.int(),
  /** ok / (ok + errors + partial), from 0 to 1; null when nothing ended. */
  success_rate: z.number().nullable(),
  /** Moves past a target. */
  failovers: z.int(),
  /** Requests that were answered although a target failed. */
  rescued: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  cost_nano_usd: nanoUsdText,
  p50_ms: z.number().nullable(),
  p95_ms: z.number().nullable(),
});

/** Figures of a time range. */
export type Figures = z.infer<typeof figures>;

/** Figures of one step of the chart. */
export const seriesPoint = figures.extend({
  /** Start of the step. */
  at: instantText,
  /** False while the step has not ended yet. */
  complete: z.boolean(),
});

/** Answer of `GET /api/console/overview`. */
export const overview = z.strictObject({
  from: instantText,
  to: instantText,
  totals: figures,
  /** The same length of time just before. */
  previous: figures,
  /** Length of a step in seconds. */
  step_seconds: z.int(),
  /** Every step of the range; those before `records_since` hold no data, which is not the same as zero. */
  series: z.array(seriesPoint),
  /** Start of the first request ever recorded; null = none yet. */
  records_since: instantText.nullable(),
  providers: z.array(
    providerHealth.extend({ name: z.string(), adapter: z.string(), simulated: z.boolean() }),
  ),
  gateways: z.array(
    z.strictObject({
      id: z.string(),
      started_at: instantText,
      heartbeat_at: instantText,
      config_version: z.int().nullable(),
      record_queue_depth: z.int(),
    }),
  ),
  /** Request records lost by the running gateways because their queue was full. */
  records_dropped: z.int(),
  /** What somebody must act on, newest first, as many as fit. */
  alerts: z.array(alertItem),
  /** The last changes of the configuration, newest first. */
  changes: z.array(
    z.strictObject({
      version: z.int(),
      summary: z.string(),
      actor: z.string(),
      origin: z.enum(['seed', 'file', 'console', 'rollback']),
      created_at: instantText,
    }),
  ),
});

/** Answer of `GET /api/console/overview`. */
export type Overview = z.infer<typeof overview>;

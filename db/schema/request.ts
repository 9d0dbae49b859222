import { gt, isNotNull, sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, primaryKey, real, text } from 'drizzle-orm/pg-core';
import { instant, nanoUsd } from './columns.ts';

/*
 * These four are partitioned by the month (UTC) in which the request started, and dropped a month at a time: see
 * `db/stores/partitions.ts`. Drizzle cannot write `partition by`, so their migrations are written by hand. Ids have the
 * collation "C", by which they sort as bytes.
 */

/** One row per request made with a valid key. No foreign keys: names are snapshots of the moment. */
export const request = pgTable(
  'request',
  {
    /** `req_…`, sortable by time. */
    id: text('id').notNull(),
    startedAt: instant('started_at').notNull(),
    /** When the row was written, by the database's clock: rollups find what is new by it. */
    recordedAt: instant('recorded_at').notNull().defaultNow(),
    endpoint: text('endpoint').notNull(),
    requestedModel: text('requested_model'),
    route: text('route'),
    provider: text('provider'),
    model: text('model'),
    status: text('status', { enum: ['ok', 'error', 'partial', 'canceled'] }).notNull(),
    httpStatus: integer('http_status').notNull(),
    errorKind: text('error_kind'),
    errorMessage: text('error_message'),
    stream: boolean('stream').notNull(),
    /** The stream broke after content and another target completed it. */
    recovered: boolean('recovered').notNull().default(false),
    inputTokens: integer('input_tokens').notNull(),
    outputTokens: integer('output_tokens').notNull(),
    cachedInputTokens: integer('cached_input_tokens').notNull(),
    cacheWriteTokens: integer('cache_write_tokens').notNull(),
    reasoningTokens: integer('reasoning_tokens').notNull(),
    costNanoUsd: nanoUsd('cost_nano_usd').notNull(),
    /** Token counts are the gateway's own estimate. */
    estimated: boolean('estimated').notNull(),
    /** False when an unpriced model took part. */
    priced: boolean('priced').notNull(),
    /** A provider reported usage that cannot be true. */
    suspect: boolean('suspect').notNull().default(false),
    durationMs: real('duration_ms').notNull(),
    firstTokenMs: real('first_token_ms'),
    overheadMs: real('overhead_ms').notNull(),
    failovers: integer('failovers').notNull(),
    keyId: text('key_id').notNull(),
    keyName: text('key_name').notNull(),
    team: text('team'),
    tags: jsonb('tags').$type<Record<string, string>>().notNull(),
    configVersion: integer('config_version').notNull(),
  },
  // Every list is newest first, which is one of these read backwards: by time alone, or by time within a filter.
  (table) => [
    primaryKey({ columns: [table.id, table.startedAt] }),
    index('request_started_at').on(table.startedAt, table.id),
    index('request_recorded_at').on(table.recordedAt),
    index('request_route').on(table.route, table.startedAt, table.id),
    index('request_provider').on(table.provider, table.startedAt, table.id),
    index('request_model').on(table.model, table.startedAt, table.id),
    index('request_status').on(table.status, table.startedAt, table.id),
    index('request_key').on(table.keyName, table.startedAt, table.id),
    index('request_team').on(table.team, table.startedAt, table.id).where(isNotNull(table.team)),
    index('request_error_kind')
      .on(table.errorKind, table.startedAt, table.id)
      .where(isNotNull(table.errorKind)),
    index('request_failed_over').on(table.startedAt, table.id).where(gt(table.failovers, sql`0`)),
  ],
);

/** One upstream call of a request. Durations in milliseconds, offsets from the request's start. */
export const attempt = pgTable(
  'attempt',
  {
    requestId: text('request_id').notNull(),
    index: integer('index').notNull(),
    requestStartedAt: instant('request_started_at').notNull(),
    provider: text('provider').notNull(),
    model: text('model').notNull(),
    credential: text('credential'),
    kind: text('kind'),
    message: text('message'),
    status: integer('status'),
    startedOffsetMs: real('started_offset_ms').notNull(),
    firstTokenMs: real('first_token_ms'),
    durationMs: real('duration_ms').notNull(),
    inputTokens: integer('input_tokens').notNull(),
    outputTokens: integer('output_tokens').notNull(),
    cachedInputTokens: integer('cached_input_tokens').notNull(),
    cacheWriteTokens: integer('cache_write_tokens').notNull(),
    reasoningTokens: integer('reasoning_tokens').notNull(),
    costNanoUsd: nanoUsd('cost_nano_usd').notNull(),
    estimated: boolean('estimated').notNull(),
    /** The provider reported usage that cannot be true. */
    suspect: boolean('suspect').notNull().default(false),
    /** What it reported then, as it came; the counts are the gateway's own. */
    suspectUsage: text('suspect_usage'),
    /** It cost more than was put aside for it. */
    aboveReserve: boolean('above_reserve').notNull().default(false),
    /** What was charged by at that moment, in nano-USD per million tokens, as the configuration names it; null = unpriced. */
    price: jsonb('price').$type<Record<string, unknown>>(),
    /** Where that price was from. */
    priceVersion: text('price_version'),
  },
  (table) => [primaryKey({ columns: [table.requestStartedAt, table.requestId, table.index] })],
);

/** A target that a request's plan passed over, and why. */
export const skippedTarget = pgTable(
  'skipped_target',
  {
    requestId: text('request_id').notNull(),
    index: integer('index').notNull(),
    requestStartedAt: instant('request_started_at').notNull(),
    target: text('target').notNull(),
    reason: text('reason').notNull(),
    detail: text('detail'),
  },
  (table) => [primaryKey({ columns: [table.requestStartedAt, table.requestId, table.index] })],
);

/** One move past a target. Durations in milliseconds. */
export const failover = pgTable(
  'failover',
  {
    requestId: text('request_id').notNull(),
    index: integer('index').notNull(),
    requestStartedAt: instant('request_started_at').notNull(),
    at: instant('at').notNull(),
    route: text('route'),
    primary: text('primary_target').notNull(),
    fallback: text('fallback_target').notNull(),
    trigger: text('trigger', { enum: ['attempt', 'skip'] }).notNull(),
    errorKind: text('error_kind').notNull(),
    primaryMs: real('primary_ms'),
    fallbackMs: real('fallback_ms').notNull(),
    latencyDeltaMs: real('latency_delta_ms'),
    outcome: text('outcome', { enum: ['ok', 'failed'] }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.requestStartedAt, table.requestId, table.index] }),
    index('failover_at').on(table.at, table.requestId, table.index),
  ],
);

import {
  bigint,
  date,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A count that may pass 32 bits; below 2^53 by far. */
const count = (name: string) => bigint(name, { mode: 'number' }).notNull();

/** Start of the minute or hour (UTC) in which the requests started. */
const bucket = () => instant('bucket').notNull();

/** By what spending can be grouped. Names are snapshots, null where a request had none. */
const dimensions = () => ({
  bucket: bucket(),
  route: text('route'),
  provider: text('provider'),
  model: text('model'),
  keyName: text('key_name').notNull(),
  team: text('team'),
});

/**
 * Sums over requests and their attempts. A request is counted once, where its own row says it was answered; tokens and cost are
 * counted attempt by attempt, at the provider and model that were paid.
 */
const sums = () => ({
  requests: count('requests'),
  ok: count('ok'),
  errors: count('errors'),
  partial: count('partial'),
  canceled: count('canceled'),
  /** Answered although a target failed. */
  rescued: count('rescued'),
  /** Moves past a target. */
  failovers: count('failovers'),
  /** Requests whose token counts are the gateway's own estimate. */
  estimated: count('estimated'),
  /** Requests in which a model without a price took part. */
  unpriced: count('unpriced'),
  inputTokens: count('input_tokens'),
  outputTokens: count('output_tokens'),
  cachedInputTokens: count('cached_input_tokens'),
  cacheWriteTokens: count('cache_write_tokens'),
  reasoningTokens: count('reasoning_tokens'),
  /** Nano-USD, without the bound of 64 bits: nonsense that a provider made of its usage must not stop the sums. */
  costNanoUsd: numeric('cost_nano_usd', { mode: 'bigint' }).notNull(),
});

/** Sums of a minute, by every dimension. Partitioned and dropped like the requests they are made of. */
export const usageMinute = pgTable('usage_minute', { ...dimensions(), ...sums() }, (table) => [
  index('usage_minute_bucket').on(table.bucket),
]);

/** Sums of an hour, made of its minutes. Outlives the requests. */
export const usageHour = pgTable('usage_hour', { ...dimensions(), ...sums() }, (table) => [
  index('usage_hour_bucket').on(table.bucket),
]);

/** By what the sums of an hour are kept once more, so that months of them are added up in no time. */
export const usageGroupings = ['all', 'route', 'provider', 'model', 'key_name', 'team'] as const;

/** Sums of an hour by one dimension alone, or of everything; made of {@link usageHour}. */
export const usageHourGroup = pgTable(
  'usage_hour_group',
  {
    grouping: text('grouping', { enum: usageGroupings }).notNull(),
    bucket: bucket(),
    /** Of the route, provider, …; null where a request had none, and of everything. */
    name: text('name'),
    ...sums(),
  },
  (table) => [index('usage_hour_group_bucket').on(table.grouping, table.bucket)],
);

/** By what tags are summed. A value beyond the day's bound is `(other)`. */
const tagDimensions = () => ({
  bucket: bucket(),
  tag: text('tag').notNull(),
  value: text('value').notNull(),
});

/** Sums of a minute by the value of a tag. */
export const usageMinuteTag = pgTable('usage_minute_tag', { ...tagDimensions(), ...sums() }, (table) => [
  primaryKey({ columns: [table.bucket, table.tag, table.value] }),
]);

/** Sums of an hour by the value of a tag. */
export const usageHourTag = pgTable('usage_hour_tag', { ...tagDimensions(), ...sums() }, (table) => [
  primaryKey({ columns: [table.tag, table.bucket, table.value] }),
]);

/** The values of a tag that are summed by themselves on a day (UTC): the first that came, up to a bound. */
export const usageTagValue = pgTable(
  'usage_tag_value',
  { day: date('day').notNull(), tag: text('tag').notNull(), value: text('value').notNull() },
  (table) => [primaryKey({ columns: [table.day, table.tag, table.value] })],
);

/** Histograms: how many values fell into each of the fixed bins, see `db/stores/latency-bins.ts`. Two lists of one length. */
const histogram = () => ({
  bucket: bucket(),
  route: text('route'),
  provider: text('provider'),
  model: text('model'),
  /**
   * `duration` and `first_token` of answered requests, `failover_delta` of moves after an attempt; milliseconds. An hour has
   * `duration_of_all` once more, over all routes, providers and models.
   */
  metric: text('metric', {
    enum: ['duration', 'first_token', 'failover_delta', 'duration_of_all'],
  }).notNull(),
  bins: smallint('bins').array().notNull(),
  counts: integer('counts').array().notNull(),
});

/** Latencies of a minute. Partitioned and dropped like the requests they are made of. */
export const latencyMinute = pgTable('latency_minute', histogram(), (table) => [
  index('latency_minute_bucket').on(table.bucket),
]);

/** Latencies of an hour, merged from its minutes. */
export const latencyHour = pgTable('latency_hour', histogram(), (table) => [
  index('latency_hour_bucket').on(table.bucket),
]);

/** How far the rollups have come; a single row with id 1. */
export const rollupState = pgTable('rollup_state', {
  id: integer('id').primaryKey(),
  /** Requests recorded up to here are summed, by the database's clock; the look-back says how far to trust it. */
  watermark: instant('watermark').notNull(),
  /** Requests that started before this have been dropped: their sums are final. Null = nothing was dropped yet. */
  keptFrom: instant('kept_from'),
});

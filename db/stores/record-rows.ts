import type { AttemptRecord, RequestRecord, TokenUsage } from '#lib/gateway/request-record.ts';
import type { attempt, failover, request, skippedTarget } from '../schema/index.ts';

/** Rows of one or more requests, by table. */
export interface RecordRows {
  readonly requests: (typeof request.$inferInsert)[];
  readonly attempts: (typeof attempt.$inferInsert)[];
  readonly skipped: (typeof skippedTarget.$inferInsert)[];
  readonly failovers: (typeof failover.$inferInsert)[];
}

const maxNameCharacters = 256;
const maxMessageCharacters = 2_000;
const maxTags = 64;
const maxInteger = 2 ** 31 - 1;
const maxBigint = 2n ** 63n - 1n;

/**
 * Turns records into rows that PostgreSQL accepts whatever callers and providers sent: no NUL, no lone surrogate,
 * no number out of range, no text without bound.
 */
export function toRows(records: readonly RequestRecord[]): RecordRows {
  return {
    requests: records.map(toRequestRow),
    attempts: records.flatMap((record) => record.attempts.map((row) => toAttemptRow(record, row))),
    skipped: records.flatMap((record) =>
      record.skipped.map((row, index) => ({
        requestId: storableName(record.id),
        index,
        requestStartedAt: storableInstant(record.startedAtMs),
        target: storableName(row.target),
        reason: storableName(row.reason),
        detail: nameOrNull(row.detail),
      })),
    ),
    failovers: records.flatMap((record) =>
      record.failoverEvents.map((row, index) => ({
        requestId: storableName(record.id),
        index,
        requestStartedAt: storableInstant(record.startedAtMs),
        at: storableInstant(row.atMs),
        route: nameOrNull(record.route),
        primary: storableName(row.primary),
        fallback: storableName(row.fallback),
        trigger: row.trigger,
        errorKind: storableName(row.errorKind),
        primaryMs: realOrNull(row.primaryMs),
        fallbackMs: real(row.fallbackMs),
        latencyDeltaMs: realOrNull(row.latencyDeltaMs),
        outcome: row.outcome,
      })),
    ),
  };
}

function toRequestRow(record: RequestRecord): typeof request.$inferInsert {
  return {
    id: storableName(record.id),
    startedAt: storableInstant(record.startedAtMs),
    endpoint: storableName(record.endpoint),
    requestedModel: nameOrNull(record.requestedModel),
    route: nameOrNull(record.route),
    provider: nameOrNull(record.provider),
    model: nameOrNull(record.model),
    status: record.status,
    httpStatus: integer(record.httpStatus),
    errorKind: nameOrNull(record.errorKind),
    errorMessage: messageOrNull(record.errorMessage),
    stream: record.stream,
    recovered: record.recovered,
    ...tokenColumns(record.usage),
    costNanoUsd: nanoUsd(record.costNanoUsd),
    priced: record.priced,
    durationMs: real(record.durationMs),
    firstTokenMs: realOrNull(record.firstTokenMs),
    overheadMs: real(record.overheadMs),
    failovers: integer(record.failovers),
    keyId: storableName(record.keyId),
    keyName: storableName(record.keyName),
    team: nameOrNull(record.team),
    tags: tags(record.tags),
    configVersion: integer(record.configVersion),
  };
}

function toAttemptRow(record: RequestRecord, row: AttemptRecord): typeof attempt.$inferInsert {
  return {
    requestId: storableName(record.id),
    index: integer(row.index),
    requestStartedAt: storableInstant(record.startedAtMs),
    provider: storableName(row.provider),
    model: storableName(row.model),
    credential: nameOrNull(row.credential),
    kind: nameOrNull(row.kind),
    message: messageOrNull(row.message),
    status: row.status === null ? null : integer(row.status),
    startedOffsetMs: real(row.startedOffsetMs),
    firstTokenMs: realOrNull(row.firstTokenMs),
    durationMs: real(row.durationMs),
    ...tokenColumns(row.usage),
    suspectUsage: messageOrNull(row.usage?.suspect ?? null),
    aboveReserve: row.aboveReserve ?? false,
    costNanoUsd: nanoUsd(row.costNanoUsd),
    price: priceOf(row),
    priceVersion: nameOrNull(row.price?.version ?? null),
  };
}

/** 64-bit integers are text in JSON. */
function priceOf({ price }: AttemptRecord): Record<string, unknown> | null {
  if (price === null || price === undefined) return null;
  return JSON.parse(
    JSON.stringify(price, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  );
}

/** The record's prompt buckets are disjoint; a row's `inputTokens` is the whole prompt, cached parts included. */
function tokenColumns(usage: TokenUsage | null) {
  const cached = usage?.inputCacheRead ?? 0;
  const written = usage?.inputCacheWrite ?? 0;
  return {
    inputTokens: integer((usage?.inputUncached ?? 0) + cached + written),
    outputTokens: integer(usage?.output ?? 0),
    cachedInputTokens: integer(cached),
    cacheWriteTokens: integer(written),
    reasoningTokens: integer(usage?.outputReasoning ?? 0),
    estimated: usage?.estimated ?? false,
    suspect: usage?.suspect !== undefined,
  };
}

function tags(values: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(values).slice(0, maxTags);
  return Object.fromEntries(entries.map(([key, value]) => [storableName(key), storableName(value)]));
}

function text(value: string, maxCharacters: number): string {
  return value.slice(0, maxCharacters).replaceAll('\0', '\uFFFD').toWellFormed();
}

/** A name as PostgreSQL takes it. */
export const storableName = (value: string) => text(value, maxNameCharacters);
const nameOrNull = (value: string | null) => (value === null ? null : storableName(value));
const messageOrNull = (value: string | null) => (value === null ? null : text(value, maxMessageCharacters));

/** Counts and statuses; a provider that reports nonsense is clamped rather than lost. */
function integer(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(Math.round(value), 0), maxInteger) : 0;
}

/** Milliseconds as a 32-bit float, which may be negative for a difference. */
function real(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, -1e12), 1e12) : 0;
}

const realOrNull = (value: number | null) => (value === null ? null : real(value));

function nanoUsd(value: bigint): bigint {
  return value < 0n ? 0n : value > maxBigint ? maxBigint : value;
}

/** A clock gone mad must not cost the record: PostgreSQL and JavaScript both know these years. */
export function storableInstant(unixMs: number): Date {
  return new Date(Math.min(Math.max(Number.isFinite(unixMs) ? unixMs : 0, 0), Date.UTC(9_999, 0)));
}

import { type FailureKind, type ProviderErrorBody, UpstreamError } from '../../errors.ts';
import { parseRetryAfter, parseStatedWait, waitInMessage } from '../../stream/retry-after.ts';
import type { UpstreamReply } from '../adapter.ts';
import { classify, type ErrorRule, kindOfStatus, type ProviderFailure } from './classify.ts';
import { redactSecrets } from './redact-secrets.ts';

/** What a provider's own error body says; `retryAfterMs` when the wait is in the body. */
export interface ReportedError {
  readonly type: string | null;
  readonly code: string | null;
  readonly param: string | null;
  readonly message: string | null;
  readonly retryAfterMs?: number | null;
}

/** A provider's way of failing: its name, its error table and how its body is read. */
export interface FailureDialect {
  readonly label: string;
  readonly rules: readonly ErrorRule[];
  /** What an error body says, or null when it holds no error. */
  readonly read: (json: unknown) => ReportedError | null;
}

/** The `type` and `code` that OpenAI's clients know, for verdicts on the request itself; the provider's own finer code wins. */
const openAiWords: Partial<Record<FailureKind, { type: string; code?: string }>> = {
  context_length_exceeded: { type: 'invalid_request_error' },
  content_filtered: { type: 'invalid_request_error', code: 'content_filter' },
  invalid_request: { type: 'invalid_request_error' },
};

/** Classifies a reply that is not 2xx. Never throws: an unreadable body is judged by its status. */
export function failureOfReply(dialect: FailureDialect, reply: UpstreamReply, nowMs: number): UpstreamError {
  if (reply.unreadable === true || isWebPage(reply.body)) return failureOfPage(dialect.label, reply, nowMs);
  const reported = readReported(dialect, reply.body);
  const failure: ProviderFailure = { status: reply.status, ...reported };
  const kind = heedShouldRetry(classify(failure, dialect.rules) ?? kindOfStatus(reply.status), reply);
  const retryAfterMs = reported.retryAfterMs ?? waitOf(kind, { reply, nowMs, message: failure.message });
  return new UpstreamError(kind, sentence(dialect.label, kind, failure) + requestIdOf(reply), {
    status: reply.status,
    shouldRetry: reply.headers['x-should-retry'] !== 'false',
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    ...bodyOf(kind, failure),
  });
}

/** The failure that a 2xx body or an event of a stream reports; `fallback` when it is of no known kind. */
export function failureInside(
  dialect: FailureDialect,
  reported: ReportedError,
  fallback: FailureKind,
): UpstreamError {
  const failure: ProviderFailure = { status: null, ...reported };
  const stated = { ...failure, status: statusInCode(reported.code) };
  const kind = classify(stated, dialect.rules) ?? fallback;
  return new UpstreamError(kind, sentence(dialect.label, kind, failure), {
    ...(reported.retryAfterMs == null ? {} : { retryAfterMs: reported.retryAfterMs }),
    ...bodyOf(kind, failure),
  });
}

/** An error of which the provider says nothing more. */
export const unexplained: ReportedError = { type: null, code: null, param: null, message: null };

/** What an error body says. An empty one is a message without a word, which some providers mean something by. */
export function readReported(dialect: FailureDialect, body: string): ReportedError {
  if (body.trim() === '') return { ...unexplained, message: '' };
  try {
    return dialect.read(JSON.parse(body)) ?? unexplained;
  } catch {
    return unexplained;
  }
}

function isWebPage(body: string): boolean {
  return body.trimStart().startsWith('<');
}

/** What a page says by its status would be a verdict of the API on the key, which would stay benched, or on the request. */
const verdictsOfApi: ReadonlySet<FailureKind> = new Set([
  'authentication',
  'permission',
  'quota_exhausted',
  'invalid_request',
]);

/** A page of a proxy or a firewall, or a body that may be one: what its status says of size, rate, time or place holds whoever sent it, and no more. */
function failureOfPage(label: string, reply: UpstreamReply, nowMs: number): UpstreamError {
  const { status, headers } = reply;
  const ofStatus = kindOfStatus(status);
  const kind = verdictsOfApi.has(ofStatus) ? 'server_error' : ofStatus;
  const what =
    reply.unreadable === true
      ? 'a body that cannot be read.'
      : 'a web page, as a proxy or a firewall on the way sends it.';
  const message = `${label} answered ${status}: ${what}`;
  const retryAfterMs = parseStatedWait(headers, nowMs);
  return new UpstreamError(kind, message + requestIdOf(reply), {
    status,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

/** Routers put the HTTP status that they would have sent into `code`. */
function statusInCode(code: string | null): number | null {
  return code !== null && /^[45]\d\d$/.test(code) ? Number(code) : null;
}

/** `x-should-retry: true` says that a refusal which reads like the caller's fault will pass. */
function heedShouldRetry(kind: FailureKind, { headers }: UpstreamReply): FailureKind {
  return kind === 'invalid_request' && headers['x-should-retry'] === 'true' ? 'server_error' : kind;
}

/** Where providers name a call, the finest name first; their support asks for it. */
const requestIdHeaders = [
  'request-id',
  'x-request-id',
  'apim-request-id',
  'x-generation-id',
  'cf-ray',
] as const;

function requestIdOf({ headers }: UpstreamReply): string {
  const id = requestIdHeaders.map((name) => headers[name]).find((value) => value !== undefined);
  return id !== undefined && /^[\w.:/-]{1,128}$/.test(id) ? ` (its request ${id})` : '';
}

interface WaitSources {
  readonly reply: UpstreamReply;
  readonly nowMs: number;
  readonly message: string | null;
}

/**
 * The wait that a header states, else the one in the message, else the reset of a used-up limit: that explains a 429, but after
 * another failure it says nothing about when to come back.
 */
function waitOf(kind: FailureKind, { reply: { headers }, nowMs, message }: WaitSources): number | null {
  if (kind !== 'rate_limited') return parseStatedWait(headers, nowMs);
  return parseStatedWait(headers, nowMs) ?? waitInMessage(message ?? '') ?? parseRetryAfter(headers, nowMs);
}

function sentence(label: string, kind: FailureKind, { status, message }: ProviderFailure): string {
  const said = message ? redact(kind, message) : 'a body that says nothing readable.';
  return status === null
    ? `${label} reported an error inside its answer: ${said}`
    : `${label} answered ${status}: ${said}`;
}

function bodyOf(kind: FailureKind, failure: ProviderFailure): { body: ProviderErrorBody } | object {
  if (!failure.message) return {};
  const words = openAiWords[kind];
  const body: ProviderErrorBody = {
    message: redact(kind, failure.message),
    type: words?.type ?? failure.type,
    param: failure.param,
    // Clients shorten their prompt on exactly this code.
    code: kind === 'context_length_exceeded' ? kind : (failure.code ?? words?.code ?? null),
  };
  return { body };
}

function redact(kind: FailureKind, message: string): string {
  return redactSecrets(message, { aboutKey: kind === 'authentication' || kind === 'permission' });
}

/** Every way an upstream call can fail. Closed: router, breaker, records and console read nothing else. */
export const failureKinds = [
  'connection_failed',
  'timeout',
  'server_error',
  'overloaded',
  'rate_limited',
  'quota_exhausted',
  'authentication',
  'permission',
  'model_unavailable',
  'context_length_exceeded',
  'content_filtered',
  'invalid_request',
  'payload_too_large',
  'stream_interrupted',
  'client_closed',
] as const;

/** One of {@link failureKinds}. */
export type FailureKind = (typeof failureKinds)[number];

/** What one kind of failure means for the same target, for the next target and for whom it counts against. */
export interface Verdict {
  /**
   * `once` = at once on a fresh connection; `backoff` = up to `num_retries`; `named_wait` = only when the
   * provider names a short wait; `other_credential` = with another credential of the pool.
   */
  readonly retry: 'never' | 'once' | 'backoff' | 'named_wait' | 'other_credential';
  /** `rescue` = only with `rescue_authentication_failures`; `larger_context` = only to a larger window. */
  readonly failover: 'always' | 'never' | 'rescue' | 'larger_context' | 'content_policy';
  /** Whom the breaker or the bench holds responsible. */
  readonly blames: 'target' | 'credential_for_model' | 'credential' | 'nobody';
}

/** The verdict table of GATEWAY.md. The only place where a kind is given a consequence. */
export const verdicts = {
  connection_failed: { retry: 'once', failover: 'always', blames: 'target' },
  timeout: { retry: 'never', failover: 'always', blames: 'target' },
  server_error: { retry: 'backoff', failover: 'always', blames: 'target' },
  overloaded: { retry: 'backoff', failover: 'always', blames: 'target' },
  rate_limited: { retry: 'named_wait', failover: 'always', blames: 'credential_for_model' },
  quota_exhausted: { retry: 'never', failover: 'always', blames: 'credential' },
  authentication: { retry: 'other_credential', failover: 'rescue', blames: 'credential' },
  permission: { retry: 'other_credential', failover: 'rescue', blames: 'credential' },
  model_unavailable: { retry: 'never', failover: 'always', blames: 'target' },
  context_length_exceeded: { retry: 'never', failover: 'larger_context', blames: 'nobody' },
  content_filtered: { retry: 'never', failover: 'content_policy', blames: 'nobody' },
  invalid_request: { retry: 'never', failover: 'never', blames: 'nobody' },
  payload_too_large: { retry: 'never', failover: 'always', blames: 'nobody' },
  stream_interrupted: { retry: 'never', failover: 'always', blames: 'target' },
  client_closed: { retry: 'never', failover: 'never', blames: 'nobody' },
} as const satisfies Record<FailureKind, Verdict>;

/** What the provider itself said, in OpenAI's error form, for verdicts that go back to the caller. */
export interface ProviderErrorBody {
  readonly message: string;
  readonly type: string | null;
  readonly param: string | null;
  readonly code: string | null;
}

/** Details of a failed upstream call, all optional because a refused connection has none of them. */
export interface UpstreamErrorDetails {
  /** HTTP status of the provider; absent when it never answered or failed inside a 200 stream. */
  readonly status?: number;
  /** The wait the provider asked for, in milliseconds. */
  readonly retryAfterMs?: number;
  /** False when the provider says that the same call will fail again (`x-should-retry: false`). */
  readonly shouldRetry?: boolean;
  /** Says nothing about whoever was called, whatever its kind: it had less time than it was due. */
  readonly blameless?: boolean;
  readonly body?: ProviderErrorBody;
  readonly cause?: unknown;
}

/** One failed upstream call, already classified. Thrown by adapters and transport, read by the attempt loop. */
export class UpstreamError extends Error {
  readonly kind: FailureKind;
  readonly status: number | null;
  readonly retryAfterMs: number | null;
  readonly shouldRetry: boolean;
  readonly blameless: boolean;
  readonly body: ProviderErrorBody | null;

  constructor(kind: FailureKind, message: string, details: UpstreamErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'UpstreamError';
    this.kind = kind;
    this.status = details.status ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.shouldRetry = details.shouldRetry ?? true;
    this.blameless = details.blameless ?? false;
    this.body = details.body ?? null;
  }
}

/** Every error the gateway itself answers with, by its `error.code` in CONTRACT.md. */
export const gatewayErrorStatus = {
  invalid_api_key: 401,
  model_not_allowed: 403,
  policy_violation: 403,
  model_not_found: 404,
  not_found: 404,
  method_not_allowed: 405,
  invalid_request_error: 400,
  payload_too_large: 413,
  headers_too_large: 431,
  budget_exceeded: 402,
  budget_unavailable: 503,
  rate_limit_exceeded: 429,
  capability_unavailable: 400,
  context_length_exceeded: 400,
  provider_authentication_failed: 502,
  provider_rejected: 400,
  all_targets_failed: 503,
  key_lookup_unavailable: 503,
  not_ready: 503,
  internal_error: 500,
} as const;

/** A key of {@link gatewayErrorStatus}. */
export type GatewayErrorCode = keyof typeof gatewayErrorStatus;

/** Optional parts of a {@link GatewayError}. */
export interface GatewayErrorDetails {
  /** The request field at fault, as `messages[0].content`. */
  readonly param?: string;
  /** Overrides the table's status, e.g. 504 when all targets timed out, or the provider's own status. */
  readonly status?: number;
  /** Sent as `retry-after` (whole seconds, rounded up). Defaults to 1 s on 429 and 503. */
  readonly retryAfterMs?: number;
  /** `provider` when the provider's verdict is passed on. */
  readonly origin?: 'gateway' | 'provider';
  /** The kind of failure behind it, for `error.understudy.kind` and the record. */
  readonly kind?: FailureKind | GatewayErrorCode;
  /** Replaces `type` and `code` in the body with the provider's own. */
  readonly body?: ProviderErrorBody;
  readonly cause?: unknown;
}

/** An answer to the caller that is not a completion. Rendered in one place: `render-error.ts`. */
export class GatewayError extends Error {
  readonly code: GatewayErrorCode;
  readonly status: number;
  readonly details: GatewayErrorDetails;

  constructor(code: GatewayErrorCode, message: string, details: GatewayErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'GatewayError';
    this.code = code;
    this.status = details.status ?? gatewayErrorStatus[code];
    this.details = details;
  }
}

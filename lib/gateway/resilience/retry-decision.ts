import type { Route } from '../configuration.ts';
import { type FailureKind, type UpstreamError, verdicts } from '../errors.ts';

/** Backoff grows from here, doubling, with full jitter, up to the cap (AWS architecture blog; GATEWAY.md). Milliseconds. */
const backoffBaseMs = 250;
const backoffCapMs = 8_000;

/** Kinds that no list of status codes can narrow: they come without a status. */
const alwaysRecovers = new Set<FailureKind>(['connection_failed', 'timeout', 'stream_interrupted']);

/** What a failure inside a 200 would have been as a status, so that `on_status_codes` means the same for both. */
const statusOfKind = {
  server_error: 500,
  overloaded: 503,
  rate_limited: 429,
  quota_exhausted: 429,
  authentication: 401,
  permission: 403,
  model_unavailable: 404,
} as const satisfies Partial<Record<FailureKind, number>>;

const hasStatus = (kind: FailureKind): kind is keyof typeof statusOfKind => kind in statusOfKind;

/** What to do on the same target after a failure. */
export type RetryDecision =
  | { readonly retry: false }
  | {
      readonly retry: true;
      readonly waitMs: number;
      readonly freshConnection: boolean;
      readonly otherCredential: boolean;
    };

/** What a retry decision depends on besides the error. */
export interface RetryState {
  readonly route: Route;
  /** Retries already made on this target. */
  readonly retries: number;
  /** Whether another target is healthy: an interactive caller is not kept waiting when there is. */
  readonly anotherTarget: boolean;
  /** Whether another credential of the pool can make the call now. */
  readonly otherCredential: boolean;
  /** A number in [0, 1). */
  readonly random: number;
}

const no: RetryDecision = { retry: false };

/** Full-jitter backoff before retry number `retry` (0-based), in milliseconds. */
export function backoffMs(retry: number, random: number): number {
  return random * Math.min(backoffCapMs, backoffBaseMs * 2 ** retry);
}

/** Whether `on_status_codes` of the route lets this failure be retried or failed over at all. */
export function statusAllowsRecovery(error: UpstreamError, route: Route): boolean {
  if (route.onStatusCodes === null || alwaysRecovers.has(error.kind)) return true;
  const failed = error.status !== null && error.status >= 400;
  const status = failed ? error.status : hasStatus(error.kind) ? statusOfKind[error.kind] : null;
  return status !== null && route.onStatusCodes.has(status);
}

/** Decides by the verdict table whether the same target is called again, and after which wait. */
export function decideRetry(error: UpstreamError, state: RetryState): RetryDecision {
  const { route, retries, random } = state;
  if (!statusAllowsRecovery(error, route)) return no;
  const again = { retry: true, waitMs: 0, freshConnection: false, otherCredential: false } as const;
  const verdict = verdicts[error.kind].retry;
  // The provider knows that the same call fails again; another credential is not the same call.
  if (!error.shouldRetry && verdict !== 'other_credential') return no;
  switch (verdict) {
    case 'never':
      return no;
    case 'once':
      return retries === 0 && route.numRetries > 0 ? { ...again, freshConnection: true } : no;
    case 'other_credential':
      return state.otherCredential ? { ...again, otherCredential: true } : no;
    case 'backoff': {
      if (retries >= route.numRetries) return no;
      if (error.retryAfterMs === null) return { ...again, waitMs: backoffMs(retries, random) };
      return error.retryAfterMs <= longestWait(state) ? { ...again, waitMs: error.retryAfterMs } : no;
    }
    case 'named_wait': {
      if (retries >= route.numRetries || error.retryAfterMs === null) return no;
      // The wait was asked of one credential, and only that one is benched.
      if (state.otherCredential) return { ...again, otherCredential: true };
      return error.retryAfterMs <= longestWait(state) ? { ...again, waitMs: error.retryAfterMs } : no;
    }
  }
}

function longestWait({ route, anotherTarget }: RetryState): number {
  return route.latencyClass === 'interactive' && anotherTarget ? 0 : route.maxRetryAfterMs;
}

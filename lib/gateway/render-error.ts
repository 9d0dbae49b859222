import { GatewayError } from './errors.ts';
import type { GatewayReply } from './gateway-call.ts';
import type { Journal } from './journal.ts';
import { replyHeaders } from './reply-headers.ts';

const encoder = new TextEncoder();
/** When nothing better is known, come back in a second. */
const defaultRetryAfterMs = 1_000;

const openAiType = (status: number) => {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'api_error' : 'invalid_request_error';
};

/** OpenAI's error body plus `error.understudy`, as CONTRACT.md has it. */
export function errorBody(error: GatewayError, journal: Journal): { error: Record<string, unknown> } {
  const { details } = error;
  const own = details.body;
  return {
    error: {
      message: error.message,
      type: own?.type ?? openAiType(error.status),
      param: own === undefined ? (details.param ?? null) : own.param,
      code: own === undefined ? error.code : own.code,
      understudy: {
        request_id: journal.requestId,
        kind: details.kind ?? error.code,
        origin: details.origin ?? 'gateway',
        attempts: journal.attempts.map(({ provider, model, kind, status, durationMs }) => ({
          provider,
          model,
          kind,
          status,
          duration_ms: Math.round(durationMs * 1000) / 1000,
        })),
        skipped: journal.skipped.map(({ target, reason }) => ({ target, reason })),
      },
    },
  };
}

/** An error as a whole reply. The only place where the gateway's errors become HTTP. */
export function renderError(error: GatewayError, journal: Journal): GatewayReply {
  const headers: Record<string, string> = { 'content-type': 'application/json', ...replyHeaders(journal) };
  const renews = error.status === 402 && error.details.retryAfterMs !== undefined;
  if (error.status === 429 || error.status === 503 || renews)
    headers['retry-after'] = String(
      Math.max(1, Math.ceil((error.details.retryAfterMs ?? defaultRetryAfterMs) / 1000)),
    );
  return { status: error.status, headers, body: encoder.encode(JSON.stringify(errorBody(error, journal))) };
}

/** Whatever was thrown as a {@link GatewayError}: what nobody expected is a 500 with our sentence. */
export function asGatewayError(
  error: unknown,
  report: (message: string, error: unknown) => void,
): GatewayError {
  if (error instanceof GatewayError) return error;
  report('A request failed in a way the gateway does not know.', error);
  return new GatewayError('internal_error', 'The gateway failed while it handled this request.', {
    cause: error,
  });
}

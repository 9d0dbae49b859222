import type { ErrorKind } from '../scenario/names.ts';
import { type ErrorRow, messageOf, retryAfterHeader, type WriteError } from './native-error.ts';

interface Row extends ErrorRow {
  readonly type: string;
}

const invalid = 'invalid_request_error';

const rows: Readonly<Record<ErrorKind, Row>> = {
  rate_limited: {
    status: 429,
    type: 'rate_limit_error',
    retryAfterS: 1,
    message: "This request would exceed your organization's rate limit of 50 requests per minute.",
  },
  overloaded: { status: 529, type: 'overloaded_error', message: 'Overloaded' },
  quota_exhausted: {
    status: 400,
    type: invalid,
    message: 'Your credit balance is too low to access the Anthropic API.',
  },
  missing_key: { status: 401, type: 'authentication_error', message: 'x-api-key header is required' },
  invalid_key: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' },
  permission_denied: {
    status: 403,
    type: 'permission_error',
    message: 'Your API key does not have permission to use the specified resource.',
  },
  model_not_found: { status: 404, type: 'not_found_error', message: 'model: {model}' },
  context_length_exceeded: {
    status: 400,
    type: invalid,
    message: 'prompt is too long: 200123 tokens > 200000 maximum',
  },
  content_filtered: { status: 400, type: invalid, message: 'Output blocked by content filtering policy' },
  invalid_request: { status: 400, type: invalid, message: 'Invalid request' },
  payload_too_large: { status: 413, type: 'request_too_large', message: 'Request exceeds the maximum size' },
  server_error: { status: 500, type: 'api_error', message: 'Internal server error' },
  unavailable: { status: 503, type: 'api_error', message: 'Service unavailable' },
  timeout: { status: 408, type: 'timeout_error', message: 'Request timed out' },
};

/** `{"type":"error","error":{"type","message"},"request_id"}`. */
export const writeAnthropicError: WriteError = (kind, facts) => {
  const row = rows[kind];
  // A path the API does not have is a `not_found_error`, like a model it does not have.
  const type = facts.status === 404 ? 'not_found_error' : row.type;
  return {
    status: facts.status ?? row.status,
    headers: retryAfterHeader(row, facts),
    body: { type: 'error', error: { type, message: messageOf(row, facts) }, request_id: facts.requestId },
  };
};

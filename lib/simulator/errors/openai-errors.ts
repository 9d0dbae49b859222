import type { ErrorKind } from '../scenario/names.ts';
import { type ErrorRow, messageOf, retryAfterHeader, type WriteError } from './native-error.ts';

interface Row extends ErrorRow {
  readonly type: string;
  readonly code: string | null;
  readonly param?: string;
}

const invalid = 'invalid_request_error';

const rows: Readonly<Record<ErrorKind, Row>> = {
  rate_limited: {
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    retryAfterS: 1,
    message: 'Rate limit reached for {model} on requests per min (RPM): Limit 3, Used 3, Requested 1.',
  },
  overloaded: {
    status: 503,
    type: 'service_unavailable_error',
    code: 'server_is_overloaded',
    message: 'The server is currently overloaded with other requests. Please try again later.',
  },
  quota_exhausted: {
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  missing_key: {
    status: 401,
    type: invalid,
    code: null,
    message: "You didn't provide an API key. Provide it in an Authorization header using Bearer auth.",
  },
  invalid_key: {
    status: 401,
    type: invalid,
    code: 'invalid_api_key',
    message: 'Incorrect API key provided. You can find your API key in the account settings.',
  },
  permission_denied: {
    status: 403,
    type: invalid,
    code: 'unsupported_country_region_territory',
    message: 'Country, region, or territory not supported.',
  },
  model_not_found: {
    status: 404,
    type: invalid,
    code: 'model_not_found',
    message: 'The model `{model}` does not exist or you do not have access to it.',
  },
  context_length_exceeded: {
    status: 400,
    type: invalid,
    code: 'context_length_exceeded',
    param: 'messages',
    message:
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
  },
  content_filtered: {
    status: 400,
    type: invalid,
    code: 'content_policy_violation',
    message: 'Your request was rejected as a result of our safety system.',
  },
  invalid_request: { status: 400, type: invalid, code: null, message: 'Invalid request.' },
  payload_too_large: {
    status: 413,
    type: invalid,
    code: 'request_too_large',
    message: 'The request body is too large.',
  },
  server_error: {
    status: 500,
    type: 'server_error',
    code: null,
    message: 'The server had an error while processing your request. Sorry about that!',
  },
  unavailable: {
    status: 503,
    type: 'server_error',
    code: null,
    message: 'The service is temporarily unavailable.',
  },
  timeout: { status: 408, type: invalid, code: 'request_timeout', message: 'The request timed out.' },
};

/** `{"error":{"message","type","param","code"}}`. */
export const writeOpenAiError: WriteError = (kind, facts) => {
  const row = rows[kind];
  const param = facts.param ?? row.param ?? null;
  return {
    status: facts.status ?? row.status,
    headers: retryAfterHeader(row, facts),
    body: { error: { message: messageOf(row, facts), type: row.type, param, code: row.code } },
  };
};

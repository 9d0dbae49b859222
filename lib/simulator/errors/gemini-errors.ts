import type { ErrorKind } from '../scenario/names.ts';
import {
  type ErrorFacts,
  type ErrorRow,
  messageOf,
  type NativeError,
  type WriteError,
} from './native-error.ts';

type Detail = Readonly<Record<string, unknown>>;

interface Row extends ErrorRow {
  /** Name of the gRPC status. */
  readonly grpc: string;
  /** Details beside RetryInfo. */
  readonly details?: readonly Detail[];
}

const detail = (type: string, fields: Detail): Detail => ({
  '@type': `type.googleapis.com/google.rpc.${type}`,
  ...fields,
});

const perMinuteQuota = detail('QuotaFailure', {
  violations: [
    {
      quotaMetric: 'generativelanguage.googleapis.com/generate_content_requests',
      quotaId: 'GenerateRequestsPerMinutePerProjectPerModel',
      quotaValue: '10',
    },
  ],
});
const badKey = detail('ErrorInfo', { reason: 'API_KEY_INVALID', domain: 'googleapis.com' });

const rows: Readonly<Record<ErrorKind, Row>> = {
  rate_limited: {
    status: 429,
    grpc: 'RESOURCE_EXHAUSTED',
    retryAfterS: 1,
    details: [perMinuteQuota],
    message: 'You exceeded your current quota. Please retry later.',
  },
  overloaded: {
    status: 503,
    grpc: 'UNAVAILABLE',
    message: 'The model is overloaded. Please try again later.',
  },
  quota_exhausted: {
    status: 402,
    grpc: 'RESOURCE_EXHAUSTED',
    message: 'Your prepayment credits are depleted.',
  },
  missing_key: {
    status: 401,
    grpc: 'UNAUTHENTICATED',
    message: 'Request is missing required authentication credential.',
  },
  // Google answers a wrong key with 400.
  invalid_key: {
    status: 400,
    grpc: 'INVALID_ARGUMENT',
    details: [badKey],
    message: 'API key not valid. Please pass a valid API key.',
  },
  permission_denied: {
    status: 403,
    grpc: 'PERMISSION_DENIED',
    message: 'The caller does not have permission.',
  },
  model_not_found: {
    status: 404,
    grpc: 'NOT_FOUND',
    message: 'models/{model} is not found for API version v1beta, or is not supported for this method.',
  },
  context_length_exceeded: {
    status: 400,
    grpc: 'INVALID_ARGUMENT',
    message: 'The input token count (1048600) exceeds the maximum number of tokens allowed (1048575).',
  },
  content_filtered: { status: 200, grpc: 'OK', message: 'PROHIBITED_CONTENT' },
  invalid_request: {
    status: 400,
    grpc: 'INVALID_ARGUMENT',
    message: 'Request contains an invalid argument.',
  },
  payload_too_large: {
    status: 413,
    grpc: 'INVALID_ARGUMENT',
    message: 'Request payload size exceeds the limit.',
  },
  server_error: { status: 500, grpc: 'INTERNAL', message: 'An internal error has occurred. Please retry.' },
  unavailable: { status: 503, grpc: 'UNAVAILABLE', message: 'The service is currently unavailable.' },
  timeout: { status: 408, grpc: 'DEADLINE_EXCEEDED', message: 'The request timed out.' },
};

/** `{"error":{"code","message","status","details"}}`; a wait is named in the body, by RetryInfo. */
export const writeGeminiError: WriteError = (kind, facts) => {
  const row = rows[kind];
  const status = facts.status ?? row.status;
  if (kind === 'content_filtered') return blockedPrompt(status, facts);
  const wait = facts.retryAfterS ?? row.retryAfterS;
  const retryInfo = wait === undefined ? [] : [detail('RetryInfo', { retryDelay: `${wait}s` })];
  const details = [...(row.details ?? []), ...retryInfo];
  const error = {
    code: status,
    message: messageOf(row, facts),
    status: status === 404 ? 'NOT_FOUND' : row.grpc,
    ...(details.length === 0 ? {} : { details }),
  };
  return { status, headers: {}, body: { error } };
};

/** Gemini blocks a prompt inside a 200 that has no candidate. */
function blockedPrompt(status: number, facts: ErrorFacts): NativeError {
  const body = {
    promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
    usageMetadata: { promptTokenCount: 1, totalTokenCount: 1 },
    modelVersion: facts.model,
    responseId: facts.requestId,
  };
  return { status, headers: {}, body };
}

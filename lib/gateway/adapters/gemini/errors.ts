import { parseWait } from '../../stream/retry-after.ts';
import type { ErrorRule } from '../failure/classify.ts';
import type { FailureDialect, ReportedError } from '../failure/create-failure.ts';
import { isObject, type JsonObject, readObject, readObjects, readString } from '../json.ts';

/** Stands for a quota that is counted by the day, which no short wait heals. */
const dailyQuota = 'daily_quota_exhausted';

/** Gemini's error table. `type` is `error.status`, `code` is `ErrorInfo.reason`. */
const rules: readonly ErrorRule[] = [
  // A bad key is a 400 here (unconfirmed), a spent prepayment a 402, and was a 429 before mid-2026.
  { kind: 'authentication', code: ['API_KEY_INVALID'] },
  { kind: 'quota_exhausted', status: [402] },
  { kind: 'quota_exhausted', code: [dailyQuota] },
  { kind: 'quota_exhausted', status: [429, null], message: /prepayment credits are depleted/i },
  {
    kind: 'context_length_exceeded',
    type: ['INVALID_ARGUMENT'],
    message: /exceeds the maximum number of tokens/i,
  },
  // Region not served, billing not enabled: nothing about this request.
  { kind: 'permission', type: ['FAILED_PRECONDITION'] },
  { kind: 'authentication', type: ['UNAUTHENTICATED'] },
  { kind: 'permission', type: ['PERMISSION_DENIED'] },
  { kind: 'model_unavailable', type: ['NOT_FOUND'] },
  { kind: 'server_error', type: ['ABORTED', 'ALREADY_EXISTS', 'INTERNAL', 'UNKNOWN', 'DATA_LOSS'] },
  // Nobody here cancelled: the call is made no longer than it is waited for.
  { kind: 'server_error', type: ['CANCELLED'] },
  { kind: 'rate_limited', type: ['RESOURCE_EXHAUSTED'] },
  // Its status is more precise than its words.
  { kind: 'payload_too_large', status: [413] },
  { kind: 'invalid_request', type: ['INVALID_ARGUMENT', 'UNIMPLEMENTED', 'OUT_OF_RANGE'] },
  { kind: 'overloaded', type: ['UNAVAILABLE'] },
  { kind: 'timeout', type: ['DEADLINE_EXCEEDED'] },
  { kind: 'invalid_request', status: [501] },
];

/** How Gemini fails. Without `alt=sse` an error comes as a list of one (unconfirmed). */
export const geminiFailures: FailureDialect = {
  label: 'Gemini',
  rules,
  read(json) {
    const body: unknown = Array.isArray(json) ? json[0] : json;
    return isObject(body) && isObject(body.error) ? readError(body.error) : null;
  },
};

function readError(error: JsonObject): ReportedError {
  const details = readObjects(error.details);
  const daily = isDaily(details);
  return {
    type: readString(error.status),
    code: daily ? dailyQuota : readString(detail(details, 'ErrorInfo').reason),
    param: readString(readObjects(detail(details, 'BadRequest').fieldViolations)[0]?.field),
    message: readString(error.message),
    // Beside a daily quota the named delay is a few seconds and misleads.
    retryAfterMs: daily ? null : readRetryDelay(details),
  };
}

function isDaily(details: readonly JsonObject[]): boolean {
  const violations = readObjects(detail(details, 'QuotaFailure').violations);
  return violations.some(({ quotaId }) => readString(quotaId)?.includes('PerDay') === true);
}

function readRetryDelay(details: readonly JsonObject[]): number | null {
  return parseWait(readString(detail(details, 'RetryInfo').retryDelay) ?? '');
}

function detail(details: readonly JsonObject[], type: string): JsonObject {
  return readObject(details.find((each) => each['@type'] === `type.googleapis.com/google.rpc.${type}`));
}

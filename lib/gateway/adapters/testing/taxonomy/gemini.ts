import type { TaxonomyRow } from './row.ts';

const google = (code: number, status: string, details: readonly object[] = []) => ({
  error: { code, message: 'Said in words', status, details },
});
const rpc = (type: string, rest: object) => ({ '@type': `type.googleapis.com/google.rpc.${type}`, ...rest });
const quota = (...quotaIds: string[]) =>
  rpc('QuotaFailure', { violations: quotaIds.map((quotaId) => ({ quotaId })) });

/** What Gemini says. */
export const geminiRows: readonly TaxonomyRow[] = [
  {
    says: 'an empty prepayment, under the status of a burst',
    status: 402,
    body: google(402, 'RESOURCE_EXHAUSTED'),
    kind: 'quota_exhausted',
  },
  {
    says: 'a quota by the minute, with its delay',
    status: 429,
    body: google(429, 'RESOURCE_EXHAUSTED', [
      quota('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'),
      rpc('RetryInfo', { retryDelay: '12.771204034s' }),
    ]),
    kind: 'rate_limited',
    retryAfterMs: 12_772,
  },
  {
    says: 'a quota by the minute and one by the day: the day decides, and the delay misleads',
    status: 429,
    body: google(429, 'RESOURCE_EXHAUSTED', [
      quota('GenerateRequestsPerMinutePerProject', 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      rpc('RetryInfo', { retryDelay: '3s' }),
    ]),
    kind: 'quota_exhausted',
  },
  {
    says: 'a delay that nobody can mean',
    status: 429,
    body: google(429, 'RESOURCE_EXHAUSTED', [rpc('RetryInfo', { retryDelay: '99999999999s' })]),
    kind: 'rate_limited',
  },
  {
    says: 'something not implemented, without a word',
    status: 501,
    body: '',
    kind: 'invalid_request',
  },
  {
    says: 'a body that is too large, under the words of a bad request',
    status: 413,
    body: google(413, 'INVALID_ARGUMENT'),
    kind: 'payload_too_large',
  },
  {
    says: 'a bad key, as a 400',
    status: 400,
    body: google(400, 'INVALID_ARGUMENT', [rpc('ErrorInfo', { reason: 'API_KEY_INVALID' })]),
    kind: 'authentication',
  },
  ...(
    [
      ['UNAUTHENTICATED', 'authentication'],
      ['PERMISSION_DENIED', 'permission'],
      ['FAILED_PRECONDITION', 'permission'],
      ['NOT_FOUND', 'model_unavailable'],
      ['ABORTED', 'server_error'],
      ['ALREADY_EXISTS', 'server_error'],
      ['INTERNAL', 'server_error'],
      ['UNKNOWN', 'server_error'],
      ['DATA_LOSS', 'server_error'],
      ['CANCELLED', 'server_error'],
      ['RESOURCE_EXHAUSTED', 'rate_limited'],
      ['INVALID_ARGUMENT', 'invalid_request'],
      ['UNIMPLEMENTED', 'invalid_request'],
      ['OUT_OF_RANGE', 'invalid_request'],
      ['UNAVAILABLE', 'overloaded'],
      ['DEADLINE_EXCEEDED', 'timeout'],
    ] as const
  ).map(([status, kind]) => ({
    says: `${status} after a 200`,
    status: null,
    body: { error: { message: 'Oops', status } },
    kind,
  })),
];

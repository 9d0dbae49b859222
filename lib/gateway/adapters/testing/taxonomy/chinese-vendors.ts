import type { FailureKind } from '../../../errors.ts';
import { framed, type Taxonomy, type TaxonomyRow } from './row.ts';

const zaiCodes: readonly (readonly [FailureKind, number, readonly number[]])[] = [
  ['authentication', 401, [1000, 1001, 1002, 1003, 1004]],
  ['permission', 403, [1110, 1111, 1112, 1120, 1121, 1220]],
  ['permission', 429, [1311, 1313]],
  ['quota_exhausted', 429, [1113, 1304, 1308, 1309, 1310]],
  ['invalid_request', 400, [1210, 1213, 1214, 1215]],
  ['model_unavailable', 400, [1211, 1212, 1221, 1222]],
  ['server_error', 500, [1234, 500]],
  ['context_length_exceeded', 400, [1261]],
  ['content_filtered', 400, [1300, 1301]],
  ['rate_limited', 429, [1302, 1303, 1305]],
  ['overloaded', 429, [1312]],
];

const zai: readonly TaxonomyRow[] = zaiCodes.flatMap(([kind, status, codes]) =>
  codes.flatMap((code) => [
    { says: `business code ${code}`, status, body: framed('Said in words', { code: String(code) }), kind },
    { says: `business code ${code} in a 200`, status: null, body: framed('In words', { code }), kind },
  ]),
);

const dashScope = (code: string, message: string) => ({
  error: { message, type: code, code },
  request_id: 'r-1',
});

/** Vendors whose codes are their own. */
export const chineseVendors: Taxonomy = {
  zai,
  qwen: [
    ...['insufficient_quota', 'Throttling.AllocationQuota'].map((code) => ({
      says: `tokens per minute, which heal by themselves, under OpenAI's word for money (${code})`,
      status: 429,
      body: dashScope(code, 'You exceeded your current quota, please check your plan and billing details.'),
      kind: 'rate_limited' as const,
    })),
    {
      says: 'the same inside a stream',
      status: null,
      body: dashScope('insufficient_quota', 'Allocated quota exceeded, please increase your quota limit.'),
      kind: 'rate_limited',
    },
    ...[
      'Throttling',
      'Throttling.RateQuota',
      'Throttling.BurstRate',
      'limit_requests',
      'limit_burst_rate',
    ].map((code) => ({
      says: `a rate (${code}), in a stream without a status`,
      status: null,
      body: dashScope(code, 'Requests rate limit exceeded.'),
      kind: 'rate_limited' as const,
    })),
    {
      says: 'the free allowance is used up, as a 429',
      status: 429,
      body: dashScope('Throttling.AllocationQuota', 'Free allocated quota exceeded.'),
      kind: 'quota_exhausted',
    },
    {
      says: 'the free allowance is used up, as a 403',
      status: 403,
      body: dashScope('AllocationQuota.FreeTierOnly', 'The free tier of the model has been exhausted.'),
      kind: 'quota_exhausted',
    },
    ...['Arrearage', 'arrearage'].map((code) => ({
      says: `an overdue account, which comes as a 400 (${code})`,
      status: 400,
      body: dashScope(code, 'Access denied, please make sure your account is in good standing.'),
      kind: 'quota_exhausted' as const,
    })),
    ...['DataInspectionFailed', 'data_inspection_failed'].map((code) => ({
      says: `an inspection of the content failed (${code})`,
      status: 400,
      body: dashScope(code, 'Input data may contain inappropriate content.'),
      kind: 'content_filtered' as const,
    })),
    {
      says: 'a bad key, in a stream without a status',
      status: null,
      body: dashScope('InvalidApiKey', 'Invalid API-key provided.'),
      kind: 'authentication',
    },
    {
      says: 'no such model, in a stream without a status',
      status: null,
      body: dashScope('ModelNotFound', 'Model not exist.'),
      kind: 'model_unavailable',
    },
    {
      says: 'a prompt too long',
      status: 400,
      body: dashScope('InvalidParameter', 'Range of input length should be [1, 129024]'),
      kind: 'context_length_exceeded',
    },
    {
      says: 'a model that this account may not use',
      status: 403,
      body: dashScope('AccessDenied', 'Model access denied.'),
      kind: 'permission',
    },
  ],
  deepseek: [
    {
      says: 'the balance is empty',
      status: 402,
      body: framed('Insufficient Balance', { type: 'unknown_error', code: 'invalid_request_error' }),
      kind: 'quota_exhausted',
    },
    {
      says: 'the balance is empty, in a stream',
      status: null,
      body: framed('Insufficient Balance', { type: 'unknown_error' }),
      kind: 'quota_exhausted',
    },
    { says: 'bad parameters', status: 422, body: framed('Invalid parameters'), kind: 'invalid_request' },
    { says: 'too many calls at once', status: 429, body: framed('Rate limit reached'), kind: 'rate_limited' },
    { says: 'overload', status: 503, body: framed('Server overloaded'), kind: 'overloaded' },
  ],
  moonshot: [
    {
      says: 'money, as a 429',
      status: 429,
      body: framed('Your account is suspended, please check your plan', {
        type: 'exceeded_current_quota_error',
      }),
      kind: 'quota_exhausted',
    },
    {
      says: 'a full engine, as a 429',
      status: 429,
      body: framed('The engine is currently overloaded', { type: 'engine_overloaded_error' }),
      kind: 'overloaded',
    },
    {
      says: 'a limit, whose wait is in the sentence',
      status: 429,
      body: framed('request reached max request: 3, please try again after 1 seconds', {
        type: 'rate_limit_reached_error',
      }),
      kind: 'rate_limited',
      retryAfterMs: 1_000,
    },
    {
      says: 'a limit, in a stream',
      status: null,
      body: framed('max request', { type: 'rate_limit_reached_error' }),
      kind: 'rate_limited',
    },
    {
      says: 'a filter',
      status: 400,
      body: framed('The request was rejected because it was considered high risk', {
        type: 'content_filter',
      }),
      kind: 'content_filtered',
    },
    ...['invalid_authentication_error', 'incorrect_api_key_error'].map((type) => ({
      says: `a bad key (${type})`,
      status: null,
      body: framed('Invalid Authentication', { type }),
      kind: 'authentication' as const,
    })),
    {
      says: 'a prompt too long',
      status: 400,
      body: framed('Invalid request: Your request exceeded model token limit: 8192', {
        type: 'invalid_request_error',
      }),
      kind: 'context_length_exceeded',
    },
  ],
};

import { geminiRows } from './gemini.ts';
import { framed, type Taxonomy } from './row.ts';

const money = ['insufficient_quota'].flatMap((word) => [
  {
    says: 'money, by the type alone',
    status: 429,
    body: framed('You exceeded your current quota', { type: word, code: null }),
    kind: 'quota_exhausted' as const,
  },
  {
    says: 'money, by the code alone',
    status: 429,
    body: framed('You exceeded your current quota', { type: 'x', code: word }),
    kind: 'quota_exhausted' as const,
  },
]);

const anthropicError = (type: string, message: string, error_code?: string) => ({
  type: 'error',
  error: { type, message, ...(error_code === undefined ? {} : { details: { error_code } }) },
  request_id: 'req_1',
});

/** The three whose wire formats the others borrow. */
export const firstParties: Taxonomy = {
  openai: [
    ...money,
    ...[
      'credit_balance_exhausted',
      'organization_spend_limit_exceeded',
      'project_spend_limit_exceeded',
      'organization_usage_limit_exceeded',
    ].map((code) => ({
      says: `money, under the type of a burst (${code})`,
      status: 429,
      body: framed('A limit is reached', { type: 'requests', code }),
      kind: 'quota_exhausted' as const,
    })),
    {
      says: 'a burst, whose wait is in the sentence alone',
      status: 429,
      body: framed('Rate limit reached on tokens per min. Please try again in 1.5s. Visit the console.', {
        type: 'tokens',
        code: 'rate_limit_exceeded',
      }),
      kind: 'rate_limited',
      retryAfterMs: 1_500,
    },
    {
      says: 'overload, by the code alone, in a stream',
      status: null,
      body: framed('Overloaded', { type: 'x', code: 'server_is_overloaded' }),
      kind: 'overloaded',
    },
    ...['server_error', 'internal_error'].flatMap((word) => [
      {
        says: `${word} as a code, in a stream`,
        status: null,
        body: framed('Oops', { type: 'x', code: word }),
        kind: 'server_error' as const,
      },
      {
        says: `${word} as a type, in a stream`,
        status: null,
        body: framed('Oops', { type: word, code: null }),
        kind: 'server_error' as const,
      },
    ]),
    ...['invalid_prompt', 'content_policy_violation', 'content_filter'].map((code) => ({
      says: `a filter (${code})`,
      status: 400,
      body: framed('Blocked', { type: 'invalid_request_error', code }),
      kind: 'content_filtered' as const,
    })),
    {
      says: 'traffic that grew too fast, in a stream, by its type',
      status: null,
      body: framed('Slow down', { type: 'rate_limit_error', code: null }),
      kind: 'rate_limited',
    },
  ],
  simulator: money,
  anthropic: [
    ...[400, null].map((status) => ({
      says: `a filter, as ${status ?? 'an event'}`,
      status,
      body: anthropicError('invalid_request_error', 'Output blocked by content filtering policy'),
      kind: 'content_filtered' as const,
    })),
    ...[
      'enforced_spend_limit_reached',
      'contract_spend_limit_reached',
      'linked_organization_billing_unavailable',
      'linked_organization_spend_limit_reached',
    ].map((code) => ({
      says: `money, under the type of a burst (${code})`,
      status: 429,
      body: anthropicError('rate_limit_error', 'Limit', code),
      kind: 'quota_exhausted' as const,
    })),
    ...['organization_on_hold', 'cmek_key_disabled', 'cmek_key_network_blocked'].map((code) => ({
      says: `a closed organisation, as a 400 (${code})`,
      status: 400,
      body: anthropicError('invalid_request_error', 'Closed', code),
      kind: 'permission' as const,
    })),
    ...['cmek_context_unavailable', 'cmek_key_unreachable'].map((code) => ({
      says: `a key store out of reach (${code})`,
      status: 503,
      body: anthropicError('api_error', 'Away', code),
      kind: 'server_error' as const,
    })),
    {
      says: 'compaction is unavailable',
      status: 529,
      body: anthropicError('overloaded_error', 'Busy', 'compaction_unavailable'),
      kind: 'overloaded',
    },
    {
      says: 'money, as a 400 that reads like the fault of the caller',
      status: 400,
      body: anthropicError('invalid_request_error', 'Your credit balance is too low to access the API.'),
      kind: 'quota_exhausted',
    },
    ...(
      [
        ['overloaded_error', 'overloaded'],
        ['api_error', 'server_error'],
        ['timeout_error', 'timeout'],
        ['rate_limit_error', 'rate_limited'],
        ['authentication_error', 'authentication'],
        ['billing_error', 'quota_exhausted'],
        ['permission_error', 'permission'],
        ['not_found_error', 'model_unavailable'],
        ['conflict_error', 'server_error'],
        ['request_too_large', 'payload_too_large'],
      ] as const
    ).map(([type, kind]) => ({
      says: `${type} after a 200`,
      status: null,
      body: anthropicError(type, 'Oops'),
      kind,
    })),
  ],
  gemini: geminiRows,
};

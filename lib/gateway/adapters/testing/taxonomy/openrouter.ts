import type { TaxonomyRow } from './row.ts';

const routed = (code: number, message: string, metadata: object = {}) => ({
  error: { code, message, metadata },
});

/** What OpenRouter says, with its statuses and inside a 200. */
export const openrouterRows: readonly TaxonomyRow[] = [
  {
    says: 'moderation flagged the prompt: a 403 that is no matter of permission',
    status: 403,
    body: routed(403, 'Your chosen model requires moderation and your input was flagged', {
      reasons: ['violence'],
      flagged_input: 'how to …',
      provider_name: 'OpenAI',
    }),
    kind: 'content_filtered',
  },
  {
    says: 'the same inside a 200',
    status: null,
    body: routed(403, 'Your input was flagged', { reasons: ['violence'] }),
    kind: 'content_filtered',
  },
  {
    says: 'a key that may not do this',
    status: 403,
    body: routed(403, 'Only management keys can do this', { reasons: [] }),
    kind: 'permission',
  },
  { says: 'no credits', status: 402, body: routed(402, 'Insufficient credits'), kind: 'quota_exhausted' },
  {
    says: 'calls in flight fill the balance',
    status: 402,
    headers: { 'retry-after': '2' },
    body: routed(402, 'Too much in flight', { limit_source: 'openrouter_in_flight_budget' }),
    kind: 'rate_limited',
    retryAfterMs: 2_000,
  },
  {
    says: 'the credits are spent, by source',
    status: 402,
    body: routed(402, 'Not enough', { limit_source: 'openrouter_credits' }),
    kind: 'quota_exhausted',
  },
  ...['openrouter_key_limit', 'openrouter_workspace_budget', 'openrouter_guardrail_budget'].map(
    (limit_source) => ({
      says: `a budget is spent (${limit_source}): a 403 that is no matter of permission`,
      status: 403,
      body: routed(403, 'Budget limit exceeded', { limit_source }),
      kind: 'quota_exhausted' as const,
    }),
  ),
  ...['invalid_prompt', 'string_too_long', 'invalid_image'].map((error_type) => ({
    says: `a request of a bad form (${error_type})`,
    status: 400,
    body: routed(400, 'messages[0] is invalid', { error_type }),
    kind: 'invalid_request' as const,
  })),
  {
    says: 'the provider behind it says that the prompt is too long',
    status: 400,
    body: routed(400, 'Provider returned error', {
      provider_name: 'Anthropic',
      raw: '{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}',
    }),
    kind: 'context_length_exceeded',
  },
  {
    says: 'the provider behind it sent an error that is no JSON',
    status: null,
    body: routed(502, 'Provider returned error', { provider_name: 'X', raw: 'upstream connect error' }),
    kind: 'server_error',
  },
  {
    says: 'the provider behind it is rate limited, inside a 200',
    status: null,
    body: routed(429, 'Provider returned error', { provider_name: 'X', raw: { error: 'slow down' } }),
    kind: 'rate_limited',
  },
  {
    says: 'no provider meets the routing',
    status: 503,
    headers: { 'retry-after': '30' },
    body: routed(503, 'No available model provider meets your routing requirements'),
    kind: 'overloaded',
    retryAfterMs: 30_000,
  },
  { says: 'too slow', status: 408, body: routed(408, 'Timed out'), kind: 'timeout' },
  {
    says: 'an error of one choice, in a 200',
    status: null,
    body: {
      id: 'gen-1',
      choices: [
        {
          index: 0,
          error: { code: 429, message: 'Rate limited upstream' },
          message: { role: 'assistant', content: 'par' },
          delta: { content: 'par' },
          finish_reason: 'error',
        },
      ],
    },
    kind: 'rate_limited',
  },
  {
    says: 'a choice that ends in an error without saying which',
    status: null,
    body: {
      id: 'gen-1',
      choices: [{ index: 0, message: { content: 'par' }, delta: { content: 'par' }, finish_reason: 'error' }],
    },
    kind: 'server_error',
  },
];

import { framed, type Taxonomy } from './row.ts';

const routed = (code: number, message: string, metadata: object = {}) => ({
  error: { code, message, metadata },
});

/** Services that stand in front of other providers. */
export const routers: Taxonomy = {
  openrouter: [
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
        choices: [
          { index: 0, message: { content: 'par' }, delta: { content: 'par' }, finish_reason: 'error' },
        ],
      },
      kind: 'server_error',
    },
  ],
  litellm: [
    {
      says: 'the budget of our key is spent: a 400 in old versions',
      status: 400,
      body: framed('Budget has been exceeded! Current cost: 2, Max budget: 1', {
        type: 'budget_exceeded',
        param: null,
        code: '400',
      }),
      kind: 'quota_exhausted',
    },
    {
      says: 'the budget of our key is spent: a 429 in new versions',
      status: 429,
      body: framed('Over', { type: 'budget_exceeded', code: '429' }),
      kind: 'quota_exhausted',
    },
    {
      says: 'a budget by its exception alone',
      status: 400,
      body: framed('ExceededBudget: User x has exceeded their budget', { type: 'auth_error', code: '400' }),
      kind: 'quota_exhausted',
    },
    ...['key', 'team', 'user', 'org'].map((who) => ({
      says: `our ${who} may not use this model: the key is good for others`,
      status: 401,
      body: framed('not allowed to access model', { type: `${who}_model_access_denied`, code: '401' }),
      kind: 'model_unavailable' as const,
    })),
    {
      says: 'an expired key, which comes as a 400',
      status: 400,
      body: framed('Authentication Error - Expired Key', { type: 'expired_key', code: '400' }),
      kind: 'authentication',
    },
    {
      says: 'an unknown key',
      status: 401,
      body: framed('Invalid proxy server token passed', { type: 'token_not_found_in_db', code: '401' }),
      kind: 'authentication',
    },
    {
      says: 'its database is gone: our key is not at fault',
      status: 401,
      body: framed('No connected db.', { type: 'no_db_connection', code: '401' }),
      kind: 'overloaded',
    },
    {
      says: 'the key of the provider behind it is bad: ours is not',
      status: 401,
      body: framed('litellm.AuthenticationError: OpenAIException - Incorrect API key', { code: '401' }),
      kind: 'model_unavailable',
    },
    {
      says: 'a prompt too long for the model behind it',
      status: 400,
      body: framed('litellm.ContextWindowExceededError: too much', { code: '400' }),
      kind: 'context_length_exceeded',
    },
    {
      says: 'a filter of the provider behind it',
      status: 400,
      body: framed('litellm.ContentPolicyViolationError: blocked', { code: '400' }),
      kind: 'content_filtered',
    },
    {
      says: 'a time limit of its own',
      status: 500,
      body: framed('litellm.Timeout: Connection timed out.', { code: '500' }),
      kind: 'timeout',
    },
    {
      says: 'all its deployments rest, and it says for how long',
      status: 429,
      body: framed('No deployments available for selected model, Try again in 60 seconds.', { code: '429' }),
      kind: 'rate_limited',
      retryAfterMs: 60_000,
    },
  ],
  portkey: [
    {
      says: 'a budget of the workspace',
      status: 412,
      body: framed('Usage limits exceeded'),
      kind: 'quota_exhausted',
    },
    {
      says: 'a guardrail denied it',
      status: 446,
      body: framed('Guardrails denied'),
      kind: 'content_filtered',
    },
  ],
  tokenmix: [
    {
      says: 'the wallet is empty, by status',
      status: 402,
      body: framed('Insufficient balance'),
      kind: 'quota_exhausted',
    },
    {
      says: "the wallet is empty, in OpenAI's type",
      status: 429,
      body: framed('Quota', { type: 'insufficient_quota', code: 'x' }),
      kind: 'quota_exhausted',
    },
    {
      says: "the wallet is empty, in OpenAI's code",
      status: 429,
      body: framed('Quota', { type: 'x', code: 'insufficient_quota' }),
      kind: 'quota_exhausted',
    },
    ...['insufficient_user_quota', 'pre_consume_token_quota_failed'].map((code) => ({
      says: `the wallet is empty: a 403 that is no matter of permission (${code})`,
      status: 403,
      body: framed('Quota', { type: 'new_api_error', code }),
      kind: 'quota_exhausted' as const,
    })),
    {
      says: 'a word for money that elsewhere means tokens per minute',
      status: 429,
      body: framed('You exceeded your current quota', {
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }),
      kind: 'quota_exhausted',
    },
  ],
};

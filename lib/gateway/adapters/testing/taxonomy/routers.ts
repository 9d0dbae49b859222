import { openrouterRows } from './openrouter.ts';
import { framed, type Taxonomy } from './row.ts';

/** Services that stand in front of other providers. */
export const routers: Taxonomy = {
  openrouter: openrouterRows,
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

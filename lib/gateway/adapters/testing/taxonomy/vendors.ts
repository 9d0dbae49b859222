import { framed, type Taxonomy } from './row.ts';

const moneyInOpenAiWords = [
  {
    says: 'money by its type',
    status: 429,
    body: framed('Quota', { type: 'insufficient_quota', code: null }),
    kind: 'quota_exhausted',
  },
  {
    says: 'money by its code',
    status: 429,
    body: framed('Quota', { type: null, code: 'insufficient_quota' }),
    kind: 'quota_exhausted',
  },
  {
    says: 'a word for money that elsewhere means tokens per minute',
    status: 429,
    body: framed('You exceeded your current quota', {
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    }),
    kind: 'quota_exhausted',
  },
] as const;

const frameless = (message: unknown, rest: object = {}) => ({ object: 'error', message, ...rest });

/** Vendors of their own models. */
export const vendors: Taxonomy = {
  'azure-openai': [
    ...moneyInOpenAiWords,
    {
      says: 'a blocked prompt',
      status: 400,
      body: framed('The response was filtered', {
        code: 'content_filter',
        param: 'prompt',
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      }),
      kind: 'content_filtered',
    },
    {
      says: 'a blocked prompt, by the inner error alone',
      status: 400,
      body: framed('Blocked', { code: null, innererror: { code: 'ResponsibleAIPolicyViolation' } }),
      kind: 'content_filtered',
    },
    {
      says: 'no such deployment',
      status: 400,
      body: framed('The API deployment for this resource does not exist', { code: 'DeploymentNotFound' }),
      kind: 'model_unavailable',
    },
    {
      says: 'a limit whose code is the status, with the wait in the sentence',
      status: 429,
      body: framed('Requests have exceeded the call rate limit. Please retry after 7 seconds.', {
        code: '429',
      }),
      kind: 'rate_limited',
      retryAfterMs: 7_000,
    },
    {
      says: 'a wrong key, whose code is the status',
      status: 401,
      body: framed('Access denied due to invalid subscription key', { code: '401' }),
      kind: 'authentication',
    },
    {
      says: 'a wrong path, whose code is the status',
      status: 404,
      body: framed('Resource not found', { code: '404' }),
      kind: 'model_unavailable',
    },
  ],
  perplexity: [
    ...moneyInOpenAiWords,
    {
      says: 'a spent balance as a 401: the key is good',
      status: 401,
      body: framed('You exceeded your current quota', { type: 'insufficient_quota', code: 401 }),
      kind: 'quota_exhausted',
    },
  ],
  mistral: [
    {
      says: 'fields that are wrong, as a list',
      status: 422,
      body: frameless({ detail: [{ type: 'extra_forbidden', loc: ['body', 'store'], msg: 'no' }] }),
      kind: 'invalid_request',
    },
    {
      says: 'no such model, which comes as a 400',
      status: 400,
      body: frameless('Invalid model: x', { type: 'invalid_model', param: null, code: '1500' }),
      kind: 'model_unavailable',
    },
    {
      says: 'a full service tier, as a 429, by its code',
      status: 429,
      body: frameless('Capacity', { type: 'x', code: '3505' }),
      kind: 'overloaded',
    },
    {
      says: 'a full service tier, as a 429, by its words',
      status: 429,
      body: frameless('Service tier capacity exceeded for this model.', { type: 'invalid_request_error' }),
      kind: 'overloaded',
    },
    {
      says: 'a bad key, in a stream without a status',
      status: null,
      body: frameless('Unauthorized', { type: 'authentication_error' }),
      kind: 'authentication',
    },
    {
      says: 'a prompt too long',
      status: 400,
      body: frameless('Prompt contains 9 tokens, too large for model with 8 maximum context length', {
        type: 'invalid_request_error',
      }),
      kind: 'context_length_exceeded',
    },
    { says: 'a failed invoice', status: 402, body: frameless('Payment required'), kind: 'quota_exhausted' },
  ],
  xai: [
    {
      says: 'a bad key, which comes as a 400',
      status: 400,
      body: {
        code: 'Client specified an invalid argument',
        error:
          'Incorrect API key provided: xai-abcdef1234567890. You can obtain an API key from the console.',
      },
      kind: 'authentication',
    },
    {
      says: 'a bad key, which comes as a 403',
      status: 403,
      body: { code: 'The caller does not have permission', error: 'Invalid API key.' },
      kind: 'authentication',
    },
    {
      says: 'money, as a 429',
      status: 429,
      body: {
        code: 'exhausted',
        error: 'Your team has either used all available credits or reached its limit.',
      },
      kind: 'quota_exhausted',
    },
    {
      says: 'money, as a 403',
      status: 403,
      body: { code: 'x', error: 'Your team reached its monthly spending limit.' },
      kind: 'quota_exhausted',
    },
    {
      says: 'a filter, as a 403',
      status: 403,
      body: { code: 'x', error: 'Content violates usage guidelines.' },
      kind: 'content_filtered',
    },
    {
      says: 'a prompt too long',
      status: 400,
      body: {
        code: 'x',
        error: "This model's maximum prompt length is 131072 but the request contains 200000.",
      },
      kind: 'context_length_exceeded',
    },
  ],
};

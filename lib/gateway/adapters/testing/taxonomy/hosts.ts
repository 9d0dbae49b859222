import { framed, type Taxonomy } from './row.ts';

/** Those who host other people's models, and one's own machines. */
export const hosts: Taxonomy = {
  groq: [
    {
      says: 'over capacity, inside a stream',
      status: null,
      body: framed('Over capacity', { type: 'capacity_exceeded' }),
      kind: 'overloaded',
    },
    {
      says: 'the model called a tool wrongly: not the fault of the caller',
      status: 400,
      body: framed('Failed to call a function', { code: 'tool_use_failed', failed_generation: '<f>' }),
      kind: 'server_error',
    },
    {
      says: 'the model wrote no valid JSON',
      status: 400,
      body: framed('Failed to generate JSON', { code: 'json_validate_failed' }),
      kind: 'server_error',
    },
    { says: 'something unprocessable', status: 422, body: framed('Hallucinated'), kind: 'server_error' },
    {
      says: 'a list of validation errors (FastAPI)',
      status: 422,
      body: { detail: [{ loc: ['body'], msg: 'bad' }] },
      kind: 'server_error',
    },
    { says: 'a dependency failed', status: 424, body: framed('MCP server failed'), kind: 'server_error' },
    { says: 'a body too large', status: 413, body: framed('Request too large'), kind: 'payload_too_large' },
    {
      says: 'one request larger than its minute',
      status: 429,
      body: framed('Request too large for model on tokens per minute (TPM)', { code: 'rate_limit_exceeded' }),
      kind: 'payload_too_large',
    },
    {
      says: "a day's tokens, with the wait in the sentence",
      status: 429,
      body: framed('Rate limit reached on tokens per day (TPD). Please try again in 7m12.5s. Need more?', {
        type: 'tokens',
        code: 'rate_limit_exceeded',
      }),
      kind: 'rate_limited',
      retryAfterMs: 432_500,
    },
    {
      says: 'a prompt too long',
      status: 400,
      body: framed('Please reduce the length of the messages or completion.'),
      kind: 'context_length_exceeded',
    },
  ],
  together: [
    {
      says: 'a prompt too long, as a 403 with an unknown text',
      status: 403,
      body: framed('Bad things'),
      kind: 'context_length_exceeded',
    },
    {
      says: 'a 403 that is about permission',
      status: 403,
      body: framed('Your API key has no access to this model'),
      kind: 'permission',
    },
    { says: 'a spend limit', status: 402, body: framed('Spend limit reached'), kind: 'quota_exhausted' },
  ],
  fireworks: [
    {
      says: 'a suspended account',
      status: 412,
      body: framed('Account acme is suspended, possibly due to reaching the monthly spending limit'),
      kind: 'quota_exhausted',
    },
  ],
  cerebras: [
    { says: 'a prompt too long, without a word', status: 400, body: '', kind: 'context_length_exceeded' },
    { says: 'a prompt far too long, without a word', status: 413, body: '', kind: 'context_length_exceeded' },
    {
      says: 'a page of a proxy, which is not without a word',
      status: 400,
      body: '<html><h1>400 Bad Request</h1></html>',
      kind: 'server_error',
    },
    { says: 'a body too large, in words', status: 413, body: framed('Too large'), kind: 'payload_too_large' },
    {
      says: 'a full queue, as a 429',
      status: 429,
      body: { message: 'High traffic', type: 'too_many_requests_error', code: 'queue_exceeded' },
      kind: 'overloaded',
    },
    {
      says: 'tokens per minute',
      status: 429,
      body: { message: 'Tokens per minute', type: 'too_many_tokens_error', code: 'token_quota_exceeded' },
      kind: 'rate_limited',
    },
  ],
  nvidia: [
    {
      says: 'busy workers in the words of gRPC',
      status: 500,
      body: {
        type: 'about:blank',
        title: 'Error',
        status: 500,
        detail: 'ResourceExhausted: Worker local total',
      },
      kind: 'overloaded',
    },
    {
      says: 'an unknown function',
      status: 404,
      body: {
        type: 'urn:x',
        title: 'Not Found',
        status: 404,
        detail: "Function 'x': Not found for account 'y'",
      },
      kind: 'model_unavailable',
    },
  ],
  ollama: [
    {
      says: 'a model larger than the machine',
      status: 500,
      body: framed('model requires more system memory (12 GiB) than is available (8 GiB)', {
        type: 'api_error',
      }),
      kind: 'model_unavailable',
    },
    {
      says: 'a model that was never pulled',
      status: 404,
      body: framed('model "x" not found, try pulling it first', { type: 'api_error' }),
      kind: 'model_unavailable',
    },
    {
      says: 'a full queue',
      status: 503,
      body: framed('server busy, please try again. maximum pending requests exceeded', { type: 'api_error' }),
      kind: 'overloaded',
    },
  ],
};

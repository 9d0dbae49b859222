import { describe, expect, it } from 'vitest';
import { errorKindOf } from './errors.ts';
import { dialectIds, type ErrorKind, errorKinds } from './scenario/names.ts';
import { ask } from './testing/ask.ts';
import { sharedSimulator } from './testing/shared-simulator.ts';

const simulator = sharedSimulator();

/** Status and the words that clients tell the kind by, from the vendors' documentation. */
const expected = {
  rate_limited: {
    openai: [429, '"code":"rate_limit_exceeded"'],
    anthropic: [429, 'rate_limit_error'],
    gemini: [429, '"retryDelay":"1s"'],
  },
  overloaded: {
    openai: [503, 'server_is_overloaded'],
    anthropic: [529, 'overloaded_error'],
    gemini: [503, 'UNAVAILABLE'],
  },
  quota_exhausted: {
    openai: [429, 'insufficient_quota'],
    anthropic: [400, 'credit balance'],
    gemini: [402, 'RESOURCE_EXHAUSTED'],
  },
  missing_key: {
    openai: [401, 'invalid_request_error'],
    anthropic: [401, 'authentication_error'],
    gemini: [401, 'UNAUTHENTICATED'],
  },
  invalid_key: {
    openai: [401, 'invalid_api_key'],
    anthropic: [401, 'authentication_error'],
    gemini: [400, 'API_KEY_INVALID'],
  },
  permission_denied: {
    openai: [403, 'unsupported_country'],
    anthropic: [403, 'permission_error'],
    gemini: [403, 'PERMISSION_DENIED'],
  },
  model_not_found: {
    openai: [404, 'model_not_found'],
    anthropic: [404, 'not_found_error'],
    gemini: [404, 'NOT_FOUND'],
  },
  context_length_exceeded: {
    openai: [400, 'context_length_exceeded'],
    anthropic: [400, 'prompt is too long'],
    gemini: [400, 'exceeds the maximum number of tokens'],
  },
  content_filtered: {
    openai: [400, 'content_policy_violation'],
    anthropic: [400, 'content filtering policy'],
    gemini: [200, 'blockReason'],
  },
  invalid_request: {
    openai: [400, 'invalid_request_error'],
    anthropic: [400, 'invalid_request_error'],
    gemini: [400, 'INVALID_ARGUMENT'],
  },
  payload_too_large: {
    openai: [413, 'too large'],
    anthropic: [413, 'request_too_large'],
    gemini: [413, 'payload size'],
  },
  server_error: { openai: [500, 'server_error'], anthropic: [500, 'api_error'], gemini: [500, 'INTERNAL'] },
  unavailable: { openai: [503, 'unavailable'], anthropic: [503, 'api_error'], gemini: [503, 'UNAVAILABLE'] },
  timeout: {
    openai: [408, 'request_timeout'],
    anthropic: [408, 'timeout_error'],
    gemini: [408, 'DEADLINE_EXCEEDED'],
  },
} as const satisfies Record<ErrorKind, Record<(typeof dialectIds)[number], readonly [number, string]>>;

describe.each(dialectIds)('%s', (dialect) => {
  it.each(errorKinds)('has its own reply for %s, streamed or not', async (kind) => {
    simulator().setScenario('failing', { faults: [{ error: kind }] });
    const [status, mark] = expected[kind][dialect];
    for (const stream of [false, true]) {
      const reply = await ask(simulator().origin, 'failing', dialect, { stream });
      expect(reply.status).toBe(status);
      expect(reply.body).toContain(mark);
      expect(reply.headers['content-type']).toBe(
        status === 200 && stream ? 'text/event-stream' : 'application/json',
      );
    }
  });

  it('puts the status of the scenario into reply and body', async () => {
    simulator().setScenario('failing', { faults: [{ status: 503, error: 'overloaded' }] });
    const reply = await ask(simulator().origin, 'failing', dialect);
    expect(reply.status).toBe(503);
    if (dialect === 'gemini') expect(JSON.parse(reply.body)).toMatchObject({ error: { code: 503 } });
    if (dialect === 'anthropic')
      expect(JSON.parse(reply.body)).toMatchObject({ error: { type: 'overloaded_error' } });
  });

  it('refuses a call without a credential, and one whose body is no JSON', async () => {
    const blank = { authorization: '', 'x-api-key': '', 'x-goog-api-key': '' };
    expect(await ask(simulator().origin, 'healthy', dialect, { headers: blank })).toMatchObject({
      status: 401,
    });
    const garbled = await ask(simulator().origin, 'healthy', dialect, { body: '{"mo' });
    expect(garbled.status).toBe(400);
    expect(JSON.parse(garbled.body)).toHaveProperty('error.message');
  });
});

describe('a status alone', () => {
  it.each([
    [429, 'rate_limited'],
    [500, 'server_error'],
    [502, 'server_error'],
    [529, 'overloaded'],
    [422, 'invalid_request'],
  ] as const)('%i means %s', (status, kind) => {
    expect(errorKindOf(status)).toBe(kind);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';
import type { Adapter, EncodeInput } from './adapter.ts';
import { adapterIds, adapters } from './index.ts';
import { deepFreeze } from './testing/deep-freeze.ts';

const secret = 'sk-the-secret-that-stays-home-0123456789';
const request: ChatCompletionRequest = { model: 'chat', messages: [{ role: 'user', content: 'Hi' }] };

describe.each(adapterIds)('a request to %s', (id) => {
  const adapter: Adapter = adapters[id];
  const input = (extra: Partial<ChatCompletionRequest> = {}): EncodeInput => ({
    baseUrl: 'https://provider.test/v1',
    secret,
    model: 'some-model',
    maxOutputTokens: null,
    request: { ...request, ...extra },
  });

  it('carries the secret in one header, and nowhere else', () => {
    const calls = [adapter.encodeRequest(input()), adapter.encodeHealthCheck(input())];
    for (const { url, headers, body } of calls) {
      expect(`${url} ${body}`).not.toContain(secret);
      expect(Object.values(headers).filter((value) => value.includes(secret))).toHaveLength(1);
      expect(Object.keys(headers).every((name) => name === name.toLowerCase())).toBe(true);
    }
  });

  it('stays below the base URL, whatever the model is called', () => {
    const hostile = fc.constantFrom(
      '..',
      '../files',
      'a/../../b',
      './../..',
      'x?key=1',
      'x#y',
      '%2e%2e/x',
      '\\..\\x',
    );
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ minLength: 1 })), (model) => {
        const strange = { ...input(), model };
        try {
          const { href } = new URL(adapter.encodeRequest(strange).url);
          expect(href.startsWith('https://provider.test/v1/')).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ kind: 'model_unavailable' });
        }
      }),
    );
  });

  it('sends the model of the target and no field that is for the gateway', () => {
    const extended = input({ models: ['a', 'b'], provider: { order: ['x'] } });
    const { url, body } = adapter.encodeRequest(extended);
    expect(`${url} ${body}`).toContain('some-model');
    const sent = JSON.parse(body ?? '');
    expect(sent).not.toHaveProperty('models');
    expect(sent).not.toHaveProperty('provider');
  });

  it('leaves the request as it was', () => {
    const frozen = deepFreeze(
      input({
        stream: true,
        max_tokens: 5,
        stop: ['a'],
        tools: [{ type: 'function', function: { name: 'f' } }],
      }),
    );
    expect(() => adapter.encodeRequest(frozen)).not.toThrow();
  });
});

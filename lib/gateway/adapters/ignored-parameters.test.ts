import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';
import type { Adapter } from './adapter.ts';
import { type AdapterId, adapterIds, adapters } from './index.ts';

const plain: ChatCompletionRequest = { model: 'chat', messages: [{ role: 'user', content: 'Hi' }] };
const everything: ChatCompletionRequest = {
  ...plain,
  n: 2,
  seed: 7,
  stop: ['END'],
  temperature: 0.2,
  top_p: 0.9,
  presence_penalty: 0.5,
  frequency_penalty: 0.5,
  logprobs: true,
  top_logprobs: 2,
  logit_bias: { '1': 1 },
  store: true,
  metadata: { team: 'a' },
  service_tier: 'flex',
  prediction: { type: 'content', content: 'x' },
  user: 'u-1',
  reasoning_effort: 'low',
};

function ignored(id: AdapterId, model: string, request: ChatCompletionRequest = everything): string[] {
  const adapter: Adapter = adapters[id];
  return [...adapter.ignoredParameters(request, model)].sort();
}

describe('the fields that an adapter would not heed', () => {
  it.each(adapterIds)('are none of a plain request to %s', (id) => {
    expect(
      ignored(id, 'some-model', { ...plain, stream: true, stream_options: { include_usage: true } }),
    ).toEqual([]);
  });

  it.each(adapterIds)('are none of a request to %s that asks for what happens anyway', (id) => {
    const asking = {
      ...plain,
      n: 1,
      store: false,
      logprobs: false,
      presence_penalty: 0,
      frequency_penalty: 0,
      parallel_tool_calls: true,
      service_tier: 'auto',
      seed: null,
    };
    expect(ignored(id, 'some-model', asking)).toEqual([]);
  });

  it.each<[AdapterId, string, string[]]>([
    ['openai', 'gpt-4o', []],
    ['simulator', 'sim-large', []],
    [
      'openai',
      'gpt-6-sol',
      [
        'frequency_penalty',
        'logit_bias',
        'logprobs',
        'presence_penalty',
        'temperature',
        'top_logprobs',
        'top_p',
      ],
    ],
    ['openai-compatible', 'x', ['prediction', 'service_tier', 'store']],
    [
      'anthropic',
      'claude-sonnet-4-5',
      [
        'frequency_penalty',
        'logit_bias',
        'logprobs',
        'metadata',
        'n',
        'prediction',
        'presence_penalty',
        'seed',
        'store',
        // It thinks, as asked, and then takes no sampling.
        'temperature',
        'top_logprobs',
        'top_p',
      ],
    ],
    [
      'gemini',
      'gemini-3.5-flash',
      [
        'frequency_penalty',
        'logit_bias',
        'logprobs',
        'metadata',
        'prediction',
        'presence_penalty',
        'store',
        'top_logprobs',
        'user',
      ],
    ],
    [
      'mistral',
      'mistral-large-4',
      ['logit_bias', 'logprobs', 'prediction', 'service_tier', 'store', 'top_logprobs', 'user'],
    ],
    [
      'moonshot',
      'kimi-k3',
      [
        'frequency_penalty',
        'metadata',
        'prediction',
        'presence_penalty',
        'seed',
        'service_tier',
        'store',
        'temperature',
        'top_p',
      ],
    ],
    ['litellm', 'x', []],
  ])('of %s/%s are named', (id, model, expected) => expect(ignored(id, model)).toEqual(expected));

  it('depend on what else is asked: Claude takes one of temperature and top_p', () => {
    const sampled = { ...plain, temperature: 0.2, top_p: 0.9 };
    expect(ignored('anthropic', 'claude-haiku-4-5', sampled)).toEqual(['top_p']);
    expect(ignored('anthropic', 'claude-haiku-4-5', { ...plain, top_p: 0.9 })).toEqual([]);
    expect(ignored('anthropic', 'claude-sonnet-5', { ...plain, top_p: 0.9 })).toEqual(['top_p']);
  });

  it.each(adapterIds)('of %s are fields of the request, each once, and what is not named is sent', (id) => {
    const adapter: Adapter = adapters[id];
    const names = fc.subarray(Object.keys(everything).filter((name) => !(name in plain) && name !== 'n'));
    fc.assert(
      fc.property(names, fc.constantFrom('gpt-6-sol', 'some-model', 'kimi-k3'), (chosen, model) => {
        const request = { ...plain, ...Object.fromEntries(chosen.map((name) => [name, everything[name]])) };
        const dropped = adapter.ignoredParameters(request, model);
        expect(new Set(dropped).size).toBe(dropped.length);
        for (const name of dropped) expect(chosen).toContain(name);
        if (id === 'anthropic' || id === 'gemini') return;
        const { body } = adapter.encodeRequest({
          request,
          model,
          baseUrl: 'https://provider.test',
          secret: 's',
          maxOutputTokens: null,
        });
        const sent: Record<string, unknown> = JSON.parse(body ?? '');
        for (const name of dropped) expect(sent).not.toHaveProperty(name);
      }),
      { numRuns: 50 },
    );
  });
});

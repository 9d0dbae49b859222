import { describe, expect, it } from 'vitest';
import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import type { Adapter } from '../adapter.ts';
import { adapters } from '../index.ts';

const messages: ChatCompletionRequest['messages'] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hi' },
];
const everyField = {
  model: 'chat',
  messages,
  max_tokens: 100,
  temperature: 0.2,
  top_p: 0.9,
  logprobs: true,
  top_logprobs: 2,
  logit_bias: { '50256': -100 },
  presence_penalty: 1,
  frequency_penalty: 1,
  metadata: { team: 'a' },
  stop: ['END'],
  an_extension: { nested: [1, null] },
} satisfies ChatCompletionRequest;

function send(adapter: Adapter, model: string, request: Partial<ChatCompletionRequest>) {
  const { body } = adapter.encodeRequest({
    baseUrl: 'https://provider.test/v1',
    secret: 'none',
    model,
    maxOutputTokens: null,
    request: { model: 'chat', messages, ...request },
  });
  return JSON.parse(body ?? '') as Record<string, unknown>;
}

describe('openai', () => {
  it('changes nothing but the model, for a model without restrictions', () => {
    expect(send(adapters.openai, 'gpt-4o-mini', everyField)).toEqual({ ...everyField, model: 'gpt-4o-mini' });
  });

  it('asks for usage of every stream and keeps what else the caller wants of it', () => {
    const stream_options = { include_usage: false, include_obfuscation: false };
    expect(send(adapters.openai, 'gpt-4o', { stream: true, stream_options })).toMatchObject({
      stream_options: { include_usage: true, include_obfuscation: false },
    });
    expect(send(adapters.openai, 'gpt-4o', { stream: false, stream_options })).not.toHaveProperty(
      'stream_options',
    );
  });

  it('says nothing of parallel calls when there are no tools, which OpenAI refuses', () => {
    expect(send(adapters.openai, 'gpt-4o', { parallel_tool_calls: true })).not.toHaveProperty(
      'parallel_tool_calls',
    );
  });

  it.each(['o1', 'o3-mini', 'gpt-5', 'gpt-5-mini', 'gpt-5.2', 'gpt-6-sol', 'gpt-12'])(
    'gives the reasoning model %s only what it takes',
    (model) => {
      expect(send(adapters.openai, model, everyField)).toEqual({
        model,
        messages: [{ role: 'developer', content: 'Be brief.' }, messages[1]],
        max_completion_tokens: 100,
        metadata: { team: 'a' },
        stop: ['END'],
        an_extension: { nested: [1, null] },
      });
    },
  );

  it.each([
    'gpt-4.1',
    'gpt-4o',
    'gpt-5-chat-latest',
    'gpt-3.5-turbo',
    'omni-moderation',
    'ft:gpt-4o:acme::x',
  ])('does not take %s for a reasoning model', (model) =>
    expect(send(adapters.openai, model, everyField)).toEqual({ ...everyField, model }),
  );

  it.each([
    ['gpt-5.1', true],
    ['gpt-5.4-mini', true],
    ['gpt-5', false],
    ['gpt-6', false],
    ['o4-mini', false],
  ])('sends a temperature to %s without reasoning: %s', (model, expected) => {
    const sent = send(adapters.openai, model, { ...everyField, reasoning_effort: 'none' });
    expect('temperature' in sent).toBe(expected);
    expect(sent).not.toHaveProperty('presence_penalty');
  });

  it('sends no temperature to a search preview', () => {
    expect(send(adapters.openai, 'gpt-4o-mini-search-preview', everyField)).not.toHaveProperty('temperature');
  });
});

describe('openai-compatible', () => {
  const adapter = adapters['openai-compatible'];

  it('uses the words that every server knows', () => {
    const sent = send(adapter, 'qwen3', {
      messages: [{ role: 'developer', content: 'Be brief.' }],
      max_completion_tokens: 7,
      max_tokens: 9,
      store: true,
      service_tier: 'flex',
      prediction: { type: 'content', content: 'x' },
      metadata: { team: 'a' },
    });
    expect(sent).toEqual({
      model: 'qwen3',
      messages: [{ role: 'system', content: 'Be brief.' }],
      max_tokens: 7,
      metadata: { team: 'a' },
    });
  });

  it('sends no authorisation to a server that wants none', () => {
    const { headers } = adapter.encodeHealthCheck({ baseUrl: 'http://127.0.0.1:11434/v1', secret: '' });
    expect(headers).not.toHaveProperty('authorization');
  });

  it('puts the role first where a server forgot it, and gives one usage where it counts along', () => {
    const context = { request: { model: 'chat', messages }, model: 'm', nowMs: 5_000 };
    const decoder = adapter.decodeStream(context);
    const event = (choice: object, usage: object) => ({
      event: null,
      data: JSON.stringify({ choices: [{ index: 0, ...choice }], usage }),
    });
    const count = (completion_tokens: number) => ({ prompt_tokens: 1, completion_tokens, total_tokens: 2 });
    const chunks = [
      ...decoder.decode(event({ delta: { content: 'a' } }, count(1))),
      ...decoder.decode(event({ delta: {}, finish_reason: 'something new' }, count(2))),
      ...decoder.end(),
    ];
    expect(chunks.map(({ choices, usage }) => [choices[0]?.delta, choices[0]?.finish_reason, usage])).toEqual(
      [
        [{ role: 'assistant', content: '' }, null, null],
        [{ content: 'a' }, null, null],
        [{}, 'stop', null],
        [undefined, undefined, count(2)],
      ],
    );
    expect(
      chunks.every(({ id, created, model }) => id === 'chatcmpl-5000' && created === 5 && model === 'm'),
    ).toBe(true);
  });
});

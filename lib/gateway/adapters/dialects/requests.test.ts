import { describe, expect, it } from 'vitest';
import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import type { Adapter } from '../adapter.ts';
import { type AdapterId, adapters } from '../index.ts';
import { encode, messages, send } from '../testing/send.ts';

const jsonSchema = {
  type: 'json_schema' as const,
  json_schema: { name: 'answer', schema: { type: 'object', properties: { city: { type: 'string' } } } },
};

describe('what each provider is sent', () => {
  it.each<[AdapterId, string, string]>([
    ['azure-openai', 'api-key', 'the-secret'],
    ['portkey', 'x-portkey-api-key', 'the-secret'],
    ['groq', 'authorization', 'Bearer the-secret'],
  ])('%s: the key in %s alone', (id, header, value) => {
    const adapter: Adapter = adapters[id];
    const check = adapter.encodeHealthCheck({ baseUrl: 'https://provider.test/v1', secret: 'the-secret' });
    for (const { headers } of [encode(id, {}), check]) {
      expect(headers[header]).toBe(value);
      expect(Object.values(headers).filter((each) => each.includes('the-secret'))).toHaveLength(1);
    }
  });

  it.each<[AdapterId, string]>([
    ['openrouter', '/key'],
    ['qwen', '/models'],
  ])('%s: a health check at %s', (id, path) => {
    const adapter: Adapter = adapters[id];
    const { url } = adapter.encodeHealthCheck({ baseUrl: 'https://provider.test/v1', secret: 's' });
    expect(url).toBe(`https://provider.test/v1${path}`);
  });

  it.each<[AdapterId, string]>([
    ['mistral', 'max_tokens'],
    ['deepseek', 'max_tokens'],
    ['openrouter', 'max_tokens'],
    ['groq', 'max_completion_tokens'],
    ['cerebras', 'max_completion_tokens'],
  ])('%s: the output limit as %s, and instructions as system', (id, field) => {
    const sent = send(id, { max_completion_tokens: 9, max_tokens: 8 });
    expect(Object.keys(sent).filter((name) => name.startsWith('max_'))).toEqual([field]);
    expect(sent[field]).toBe(9);
    expect(sent.messages[0]).toMatchObject({ role: 'system', content: 'Be brief.' });
  });

  it.each<[AdapterId, string[]]>([
    ['openai', ['content', 'refusal', 'role']],
    ['groq', ['content', 'role']],
    ['openrouter', ['content', 'reasoning_content', 'refusal', 'role']],
    ['openai-compatible', ['content', 'reasoning_content', 'refusal', 'role']],
  ])('%s: of an answer with reasoning and signatures, %j', (id, fields) => {
    const answered = {
      role: 'assistant' as const,
      content: 'Hello',
      refusal: null,
      reasoning_content: 'A greeting.',
      thinking_blocks: [{ type: 'thinking', signature: 'x' }],
    };
    const sent = send(id, { messages: [...messages, answered, { role: 'user', content: 'Go on' }] });
    expect(Object.keys(sent.messages[2] ?? {}).sort()).toEqual(fields);
  });

  it.each([
    [{ reasoning_effort: 'high' }, { effort: 'high' }],
    [{ reasoning_effort: 'none' }, { enabled: false }],
    [{ reasoning_effort: 'high', reasoning: { max_tokens: 5 } }, { max_tokens: 5 }],
    [{}, undefined],
  ])('openrouter: %j as reasoning %j', (asked, reasoning) => {
    const sent = send('openrouter', asked);
    expect(sent.reasoning).toEqual(reasoning);
    expect(sent).not.toHaveProperty('reasoning_effort');
  });

  it('deepseek: thinking off, efforts it knows, and who is asking', () => {
    const off = send('deepseek', { reasoning_effort: 'none', user: 'u-1' });
    expect(off).toMatchObject({ thinking: { type: 'disabled' }, user_id: 'u-1' });
    expect(off).not.toHaveProperty('reasoning_effort');
    expect(off).not.toHaveProperty('user');
    expect(send('deepseek', { reasoning_effort: 'medium' })).toMatchObject({ reasoning_effort: 'high' });
  });

  it('deepseek: the reasoning of earlier turns where it is wanted, and not where it is refused', () => {
    const spoken: ChatCompletionRequest['messages'] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello', reasoning_content: 'A greeting.' },
      { role: 'user', content: 'Well' },
      { role: 'assistant', content: 'Yes' },
      { role: 'user', content: 'Go on' },
    ];
    const reasoningIn = (model: string) =>
      send('deepseek', { messages: spoken }, model).messages.flatMap(({ role, reasoning_content: text }) =>
        role === 'assistant' ? [text] : [],
      );
    expect(reasoningIn('deepseek-v4-pro')).toEqual(['A greeting.', '']);
    expect(reasoningIn('deepseek-reasoner')).toEqual([undefined, undefined]);
  });

  it.each<[AdapterId, string]>([
    ['deepseek', 'deepseek-v4-pro'],
    ['qwen', 'qwen3-32b'],
  ])('%s/%s: a schema as an instruction, where it can only write some JSON', (id, model) => {
    const sent = send(id, { response_format: jsonSchema }, model);
    expect(sent.response_format).toEqual({ type: 'json_object' });
    expect(sent.messages[0]?.content).toContain('"city"');
    expect(sent.messages.slice(1)).toMatchObject([{ role: 'system' }, { role: 'user' }]);
  });

  it('qwen: a schema as it is for the models that write by one', () => {
    expect(send('qwen', { response_format: jsonSchema }, 'qwen3.8-max').response_format).toEqual(jsonSchema);
  });

  it.each([
    ['none', false],
    ['high', true],
  ])('qwen: the effort %s as the switch %s', (effort, enabled) => {
    const sent = send('qwen', { reasoning_effort: effort });
    expect(sent.enable_thinking).toBe(enabled);
    expect(sent).not.toHaveProperty('reasoning_effort');
    expect(send('qwen', {})).not.toHaveProperty('enable_thinking');
  });

  it.each([
    ['none', 'disabled'],
    ['low', 'enabled'],
  ])('zai: the effort %s as thinking %s', (effort, type) => {
    const sent = send('zai', { reasoning_effort: effort });
    expect(sent.thinking).toEqual({ type });
    expect(sent).not.toHaveProperty('reasoning_effort');
  });

  it('fireworks: no plain format beside tools', () => {
    expect(send('fireworks', { response_format: { type: 'text' } })).not.toHaveProperty('response_format');
    expect(send('fireworks', { response_format: jsonSchema })).toHaveProperty('response_format');
  });

  it('moonshot: no sampling for the models that fix their own', () => {
    expect(send('moonshot', { temperature: 0.2 }, 'kimi-k2.6')).not.toHaveProperty('temperature');
    expect(send('moonshot', { temperature: 0.2 }, 'kimi-k2-0905-preview')).toHaveProperty('temperature', 0.2);
  });

  it("azure-openai: a deployment that is called like its model gets that model's restrictions", () => {
    expect(send('azure-openai', { temperature: 0.2 }, 'gpt-5-mini')).not.toHaveProperty('temperature');
    expect(send('azure-openai', { temperature: 0.2 }, 'my-deployment')).toHaveProperty('temperature', 0.2);
  });
});

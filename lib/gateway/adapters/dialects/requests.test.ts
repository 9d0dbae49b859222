import { describe, expect, it } from 'vitest';
import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import type { Adapter } from '../adapter.ts';
import { type AdapterId, adapters } from '../index.ts';
import { deepFreeze } from '../testing/deep-freeze.ts';
import { mistralId } from './mistral/call-ids.ts';

const messages: ChatCompletionRequest['messages'] = [
  { role: 'developer', content: 'Be brief.' },
  { role: 'user', content: 'Hi' },
];
const jsonSchema = {
  type: 'json_schema' as const,
  json_schema: { name: 'answer', schema: { type: 'object', properties: { city: { type: 'string' } } } },
};

function encode(id: AdapterId, request: Partial<ChatCompletionRequest>, model = 'some-model') {
  const adapter: Adapter = adapters[id];
  return adapter.encodeRequest({
    baseUrl: 'https://provider.test/v1',
    secret: 'the-secret',
    model,
    maxOutputTokens: null,
    request: deepFreeze({ model: 'chat', messages, ...request }),
  });
}

function send(id: AdapterId, request: Partial<ChatCompletionRequest>, model?: string) {
  return JSON.parse(encode(id, request, model).body ?? '') as Record<string, unknown> & {
    messages: Record<string, unknown>[];
  };
}

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

  it('mistral: the seed by its own name, a temperature of at most 1, no stream options', () => {
    const sent = send('mistral', { seed: 7, temperature: 1.7, stream: true });
    expect(sent).toMatchObject({ random_seed: 7, temperature: 1, stream: true });
    expect(sent).not.toHaveProperty('seed');
    expect(sent).not.toHaveProperty('stream_options');
  });

  it('mistral: ids of calls that other providers made, the same for call and result', () => {
    const id = 'toolu_01A09q90qw90lq917835lq9';
    const sent = send('mistral', {
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id, type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: id, content: 'sunny' },
      ],
    });
    const [, calling, result] = sent.messages;
    expect(calling).toMatchObject({ tool_calls: [{ id: result?.tool_call_id }] });
    expect(result?.tool_call_id).toMatch(/^[a-zA-Z0-9]{9}$/);
  });

  it('mistral: of an earlier answer only what it knows, whoever gave it', () => {
    const sent = send('mistral', {
      messages: [
        { role: 'user', content: 'Hi', name: 'Ann' },
        {
          role: 'assistant',
          content: null,
          refusal: null,
          reasoning_content: 'Hm.',
          thinking_blocks: [{ type: 'thinking' }],
          tool_calls: [
            {
              id: 'abcdefghi',
              type: 'function',
              function: { name: 'f', arguments: '{}' },
              extra_content: { a: 1 },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'abcdefghi', content: 'sunny' },
      ],
    });
    expect(sent.messages).toEqual([
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'abcdefghi', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'abcdefghi', content: 'sunny' },
    ]);
  });

  it('mistral: documents and sound in its own words', () => {
    const sent = send('mistral', {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Read' },
            { type: 'file', file: { file_data: 'data:application/pdf;base64,QQ==', filename: 'a.pdf' } },
            { type: 'file', file: { file_data: 'QQ==' } },
            { type: 'file', file: { file_id: 'f-1' } },
            { type: 'input_audio', input_audio: { data: 'QQ==', format: 'mp3' } },
          ],
        },
      ],
    });
    const url = 'data:application/pdf;base64,QQ==';
    expect(sent.messages[0]?.content).toEqual([
      { type: 'text', text: 'Read' },
      { type: 'document_url', document_url: url, document_name: 'a.pdf' },
      { type: 'document_url', document_url: url },
      { type: 'file', file_id: 'f-1' },
      { type: 'input_audio', input_audio: 'QQ==' },
    ]);
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

  it('mistral: ids that are its own stay, others differ from each other', () => {
    expect(mistralId('D681PevKs')).toBe('D681PevKs');
    expect(mistralId('call-1234_5')).toBe('call12345');
    const made = new Set(Array.from({ length: 20_000 }, (_, index) => mistralId(`call_abcdef_${index}`)));
    expect(made.size).toBe(20_000);
    for (const id of made) expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
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

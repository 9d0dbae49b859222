import { describe, expect, it } from 'vitest';
import { UpstreamError } from '../../errors.ts';
import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import { anthropic } from '../anthropic.ts';
import { encodeBody } from './encode-request.ts';

const hi: ChatCompletionRequest['messages'] = [{ role: 'user', content: 'Hi' }];
const tool = (name: string, rest: object = {}) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } } }, ...rest },
});

function encode(
  request: Partial<ChatCompletionRequest>,
  model = 'claude-sonnet-4-6',
  maxOutputTokens: number | null = null,
) {
  const input = { baseUrl: 'https://provider.test/v1', secret: 's', model, maxOutputTokens };
  return encodeBody({ ...input, request: { model: 'chat', messages: hi, ...request } });
}
const conversation = (...messages: ChatCompletionRequest['messages']) => encode({ messages });
const user = (...content: object[]) =>
  conversation({ role: 'user', content } as ChatCompletionRequest['messages'][number]).messages[0]?.content;

describe('messages', () => {
  it('puts instructions on top in their order and leaves empty text out', () => {
    const { system, messages } = conversation(
      { role: 'system', content: 'One.' },
      { role: 'user', content: 'Hi' },
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Two.' },
          { type: 'text', text: '' },
        ],
      },
    );
    expect(system).toEqual([
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two.' },
    ]);
    expect(messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }]);
  });

  it('makes instructions alone a user turn, which Anthropic wants', () => {
    const body = conversation({ role: 'system', content: 'Write a poem.' });
    expect(body).not.toHaveProperty('system');
    expect(body.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Write a poem.' }] }]);
  });

  it('merges all results of a turn with what the user says next, results first', () => {
    const call = (id: string, args: string) => ({
      id,
      type: 'function' as const,
      function: { name: 'f', arguments: args },
    });
    const { messages } = conversation(
      { role: 'user', content: 'Go' },
      {
        role: 'assistant',
        content: 'Looking.',
        tool_calls: [call('functions.f:0', '{"a":1}'), call('c2', '')],
      },
      { role: 'tool', tool_call_id: 'functions.f:0', content: 'sunny' },
      { role: 'tool', tool_call_id: 'c2', content: [{ type: 'text', text: 'rainy' }] },
      { role: 'user', content: 'And?' },
    );
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(messages[1]?.content).toEqual([
      { type: 'text', text: 'Looking.' },
      { type: 'tool_use', id: 'functions_f_0', name: 'f', input: { a: 1 } },
      { type: 'tool_use', id: 'c2', name: 'f', input: {} },
    ]);
    expect(messages[2]?.content).toEqual([
      { type: 'tool_result', tool_use_id: 'functions_f_0', content: 'sunny' },
      { type: 'tool_result', tool_use_id: 'c2', content: [{ type: 'text', text: 'rainy' }] },
      { type: 'text', text: 'And?' },
    ]);
  });

  it('gives thinking back unchanged and before all else', () => {
    const thinking_blocks = [
      { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
      { type: 'redacted_thinking', data: 'xx' },
    ];
    const { messages } = conversation(...hi, { role: 'assistant', content: 'So.', thinking_blocks }, ...hi);
    expect(messages[1]?.content).toEqual([...thinking_blocks, { type: 'text', text: 'So.' }]);
  });

  it('trims a prefill at its end', () => {
    expect(conversation(...hi, { role: 'assistant', content: 'It is \n' }).messages[1]?.content).toEqual([
      { type: 'text', text: 'It is' },
    ]);
    expect(conversation(...hi, { role: 'assistant', content: '  ' }).messages).toHaveLength(1);
  });

  it('takes images from data and from the web', () => {
    expect(
      user(
        { type: 'image_url', image_url: { url: 'data:image/jpg;base64,AAAA', detail: 'high' } },
        { type: 'image_url', image_url: { url: 'https://a.test/b.png' } },
      ),
    ).toEqual([
      { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' } },
      { type: 'image', source: { type: 'url', url: 'https://a.test/b.png' } },
    ]);
  });

  it('takes PDF and plain text files', () => {
    expect(
      user(
        { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBE', filename: 'a.pdf' } },
        { type: 'file', file: { file_data: 'JVBE', filename: 'b.PDF' } },
        { type: 'file', file: { file_data: `data:text/plain;base64,${btoa('hello')}` } },
      ),
    ).toEqual([
      {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' },
        title: 'a.pdf',
      },
      {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' },
        title: 'b.PDF',
      },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hello' } },
    ]);
  });

  it('passes marks for the prompt cache on', () => {
    const cache_control = { type: 'ephemeral', ttl: '1h' };
    expect(user({ type: 'text', text: 'Long.', cache_control })).toEqual([
      { type: 'text', text: 'Long.', cache_control },
    ]);
  });

  it.each([
    [
      { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } },
      'messages[0].content[0].input_audio',
    ],
    [
      { type: 'image_url', image_url: { url: 'data:image/tiff;base64,AA' } },
      'messages[0].content[0].image_url.url',
    ],
    [{ type: 'image_url', image_url: { url: 'ftp://a.test/b.png' } }, 'messages[0].content[0].image_url.url'],
    [{ type: 'file', file: { file_id: 'file-1' } }, 'messages[0].content[0].file'],
    [
      { type: 'file', file: { file_data: 'data:video/mp4;base64,AA' } },
      'messages[0].content[0].file.file_data',
    ],
  ])('refuses %j and names it', (part, param) => {
    expect(() => user(part)).toThrow(
      expect.objectContaining({ kind: 'invalid_request', body: expect.objectContaining({ param }) }),
    );
  });
});

describe('refusals', () => {
  it.each<[Partial<ChatCompletionRequest>, string]>([
    [{ n: 2 }, 'n'],
    [{ functions: [{ name: 'f' }] }, 'functions'],
    [
      {
        messages: [
          {
            role: 'assistant',
            tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '[1' } }],
          },
        ],
      },
      'messages[0].tool_calls[0].function.arguments',
    ],
  ])('refuses %j and names the field', (request, param) => {
    expect(() => encode(request)).toThrow(UpstreamError);
    expect(() => encode(request)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(param) }),
    );
  });
});

describe('tools', () => {
  const tools = [tool('a', { description: 'Does a.' }), tool('b')];

  it('gives each tool an object to take', () => {
    const bare = { type: 'function' as const, function: { name: 'bare' } };
    expect(encode({ tools: [tool('a', { description: 'Does a.' }), bare] }).tools).toEqual([
      {
        name: 'a',
        description: 'Does a.',
        input_schema: { type: 'object', properties: { city: { type: 'string' } } },
      },
      { name: 'bare', input_schema: { type: 'object', properties: {} } },
    ]);
  });

  it.each<[ChatCompletionRequest['tool_choice'], object, string[]]>([
    [undefined, { type: 'auto' }, ['a', 'b']],
    ['auto', { type: 'auto' }, ['a', 'b']],
    ['required', { type: 'any' }, ['a', 'b']],
    ['none', { type: 'none' }, ['a', 'b']],
    [{ type: 'function', function: { name: 'b' } }, { type: 'tool', name: 'b' }, ['a', 'b']],
    [
      {
        type: 'allowed_tools',
        allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'b' } }] },
      },
      { type: 'any' },
      ['b'],
    ],
  ])('translates tool_choice %j', (tool_choice, expected, names) => {
    const body = encode({ tools, tool_choice });
    expect(body.tool_choice).toEqual(expected);
    expect(body.tools?.map(({ name }) => name)).toEqual(names);
  });

  it('says one at a time inside the choice', () => {
    expect(encode({ tools, parallel_tool_calls: false }).tool_choice).toEqual({
      type: 'auto',
      disable_parallel_tool_use: true,
    });
    expect(encode({ tools, parallel_tool_calls: false, tool_choice: 'none' }).tool_choice).toEqual({
      type: 'none',
    });
    expect(encode({ parallel_tool_calls: false })).not.toHaveProperty('tool_choice');
  });

  it.each(['claude-opus-5-5', 'claude-sonnet-5-5'])(
    'offers %s, which cannot be forced, only the tool it was to call',
    (model) => {
      const body = encode({ tools, tool_choice: { type: 'function', function: { name: 'b' } } }, model);
      expect(body.tool_choice).toEqual({ type: 'auto' });
      expect(body.tools?.map(({ name }) => name)).toEqual(['b']);
    },
  );

  it('holds a strict tool to the subset that Anthropic enforces', () => {
    const parameters = {
      type: 'object',
      properties: { n: { type: 'integer', minimum: 1, description: 'Count.' } },
    };
    const [strict] = encode({ tools: [tool('a', { strict: true, parameters })] }).tools ?? [];
    expect(strict).toEqual({
      name: 'a',
      strict: true,
      input_schema: {
        type: 'object',
        properties: { n: { type: 'integer', description: 'Count. (minimum: 1)' } },
        additionalProperties: false,
      },
    });
  });
});

describe('answers by schema', () => {
  const schema = {
    $schema: 'x',
    type: 'object',
    properties: { kind: { oneOf: [{ type: 'string' }, { type: 'null' }] } },
  };
  const response_format = {
    type: 'json_schema' as const,
    json_schema: { name: 'answer', strict: true, schema },
  };

  it('uses structured output where the model knows it', () => {
    expect(encode({ response_format }).output_config).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { kind: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
          additionalProperties: false,
        },
      },
    });
  });

  const older = 'claude-3-5-haiku-latest';
  const forced = { type: 'tool', name: 'json_answer', disable_parallel_tool_use: true };

  it('forces a tool of its own on older models and reads its arguments as the answer', () => {
    const body = encode({ response_format }, older);
    expect(body).not.toHaveProperty('output_config');
    expect(body.tool_choice).toEqual(forced);
    const context = { request: { model: 'chat', messages: hi, response_format }, model: older, nowMs: 0 };
    const content = [{ type: 'tool_use', id: 't', name: 'json_answer', input: { kind: null } }];
    const message = { type: 'message', content, stop_reason: 'tool_use', usage: {} };
    const { choices } = anthropic.decodeResponse(
      { status: 200, headers: {}, body: JSON.stringify(message) },
      context,
    );
    expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: '{"kind":null}' } });
    const decoder = anthropic.decodeStream(context);
    const events = [
      { type: 'content_block_start', index: 0, content_block: { ...content[0], input: {} } },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '{"kind":null}' },
      },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
      { type: 'message_stop' },
    ];
    const deltas = events
      .flatMap((event) => decoder.decode({ event: event.type, data: JSON.stringify(event) }))
      .flatMap((chunk) => chunk.choices.map(({ delta, finish_reason }) => delta.content ?? finish_reason));
    expect(deltas).toEqual(['', '{"kind":null}', 'stop']);
  });

  it('keeps real tools callable beside it, unless the caller wants none', () => {
    const tools = [tool('a')];
    const both = encode({ response_format, tools }, older);
    expect(both.tools?.map(({ name }) => name)).toEqual(['a', 'json_answer']);
    expect(both.tool_choice).toEqual({ type: 'any', disable_parallel_tool_use: true });
    expect(encode({ response_format, tools, tool_choice: 'none' }, older).tool_choice).toEqual(forced);
  });

  it('tells the model to write JSON where only JSON is asked for', () => {
    const [instruction] = encode({ response_format: { type: 'json_object' } }).system ?? [];
    expect(instruction?.text).toContain('JSON object');
  });
});

describe('limits and sampling', () => {
  it.each<[Partial<ChatCompletionRequest>, number | null, number]>([
    [{ max_completion_tokens: 5, max_tokens: 9 }, null, 5],
    [{ max_tokens: 9 }, null, 9],
    [{ max_tokens: 0 }, null, 0],
    [{ max_tokens: 200_000 }, 8_192, 8_192],
    [{ stream: true }, null, 128_000],
    [{ stream: true }, 8_192, 8_192],
    [{}, null, 21_333],
    [{}, 8_192, 8_192],
  ])('always sends max_tokens: %j with a limit of %j gives %d', (request, limit, expected) => {
    expect(encode(request, 'claude-sonnet-4-6', limit).max_tokens).toBe(expected);
  });

  it('clamps the temperature and sends only one of temperature and top_p', () => {
    expect(encode({ temperature: 1.7, top_p: 0.5 })).toMatchObject({ temperature: 1 });
    expect(encode({ temperature: 1.7, top_p: 0.5 })).not.toHaveProperty('top_p');
    expect(encode({ top_p: 0.5, top_k: 3 })).toMatchObject({ top_p: 0.5, top_k: 3 });
  });

  it.each(['claude-opus-4-7', 'claude-sonnet-5', 'claude-new-9'])('sends no sampling to %s', (model) => {
    const body = encode({ temperature: 1, top_p: 1, top_k: 1 }, model);
    expect(Object.keys(body).filter((field) => /^t/.test(field))).toEqual([]);
  });

  it('drops what an answer can do without, and translates the rest', () => {
    const body = encode({
      stop: ['END', ' \n'],
      user: 'u1',
      service_tier: 'flex',
      seed: 1,
      presence_penalty: 1,
      frequency_penalty: 1,
      metadata: { a: 'b' },
      logit_bias: {},
      n: 1,
      stream_options: { include_usage: true },
    });
    expect(body).toEqual({
      model: 'claude-sonnet-4-6',
      max_tokens: 21_333,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      stop_sequences: ['END'],
      metadata: { user_id: 'u1' },
      service_tier: 'standard_only',
    });
    expect(encode({ stop: 'END' }).stop_sequences).toEqual(['END']);
    expect(encode({ stop: ' ' })).not.toHaveProperty('stop_sequences');
  });
});

describe('reasoning_effort', () => {
  it('becomes an effort on models that know one, without a temperature', () => {
    const body = encode({ reasoning_effort: 'minimal', temperature: 0.5 });
    expect(body).toMatchObject({
      output_config: { effort: 'low' },
      thinking: { type: 'adaptive', display: 'summarized' },
    });
    expect(body).not.toHaveProperty('temperature');
  });

  it('becomes a budget on top of the answer on older models', () => {
    const body = encode({ reasoning_effort: 'medium', max_tokens: 1_000 }, 'claude-haiku-4-5');
    expect(body).toMatchObject({ max_tokens: 9_192, thinking: { type: 'enabled', budget_tokens: 8_192 } });
  });

  it('leaves the model free to call tools, which thinking wants', () => {
    const tools = [tool('a'), tool('b')];
    const tool_choice = { type: 'function' as const, function: { name: 'b' } };
    const body = encode({ tools, tool_choice, reasoning_effort: 'low' });
    expect(body.tool_choice).toEqual({ type: 'auto' });
    expect(body.tools?.map(({ name }) => name)).toEqual(['b']);
  });

  it('never asks for more than the model can put out', () => {
    const body = encode({ reasoning_effort: 'high', max_tokens: 4_000 }, 'claude-haiku-4-5', 10_000);
    expect(body).toMatchObject({ max_tokens: 10_000, thinking: { budget_tokens: 9_999 } });
    expect(encode({ reasoning_effort: 'high' }, 'claude-haiku-4-5', 900)).not.toHaveProperty('thinking');
  });

  it.each([
    ['claude-sonnet-4-6', { type: 'disabled' }, undefined],
    ['claude-sonnet-5-5', { type: 'between_tools' }, undefined],
    ['claude-opus-5-5', undefined, { effort: 'low' }],
    ['claude-3-5-haiku-latest', undefined, undefined],
  ])('none on %s', (model, thinking, output_config) => {
    const body = encode({ reasoning_effort: 'none' }, model);
    expect(body.thinking).toEqual(thinking);
    expect(body.output_config).toEqual(output_config);
  });

  it('is silent where the caller is, and on models that do not think', () => {
    expect(encode({})).not.toHaveProperty('thinking');
    expect(encode({ reasoning_effort: 'high' }, 'claude-3-opus-20240229')).not.toHaveProperty('thinking');
  });

  it('waits for the next turn when a tool loop has lost its thinking', () => {
    const loop = (extra: object): ChatCompletionRequest['messages'] => [
      ...hi,
      {
        role: 'assistant',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
        ...extra,
      },
      { role: 'tool', tool_call_id: 'a', content: 'ok' },
    ];
    const thinking = (extra: object) =>
      encode({ messages: loop(extra), reasoning_effort: 'low' }, 'claude-haiku-4-5').thinking?.type;
    expect(thinking({})).toBeUndefined();
    expect(thinking({ thinking_blocks: [{ type: 'thinking', thinking: 'x', signature: 'y' }] })).toBe(
      'enabled',
    );
  });
});

it('sends the key and the version as Anthropic wants them', () => {
  const { url, headers } = anthropic.encodeRequest({
    baseUrl: 'https://api.anthropic.com/v1',
    secret: 'sk-ant-x',
    model: 'claude-sonnet-4-6',
    maxOutputTokens: null,
    request: { model: 'chat', messages: hi, stream: true },
  });
  expect(url).toBe('https://api.anthropic.com/v1/messages');
  expect(headers).toEqual({
    'x-api-key': 'sk-ant-x',
    'anthropic-version': '2023-06-01',
    'content-type': 'application/json',
    accept: 'text/event-stream',
  });
});

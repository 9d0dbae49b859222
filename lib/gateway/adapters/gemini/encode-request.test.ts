import { describe, expect, it } from 'vitest';
import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import { gemini } from '../gemini.ts';
import { encodeBody } from './encode-request.ts';

const hi: ChatCompletionRequest['messages'] = [{ role: 'user', content: 'Hi' }];
const tool = (name: string, rest: object = {}) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } } }, ...rest },
});
const input = (request: Partial<ChatCompletionRequest>, model = 'gemini-3-flash') => ({
  baseUrl: 'https://provider.test/v1beta',
  secret: 's',
  model,
  maxOutputTokens: 8_192,
  request: { model: 'chat', messages: hi, ...request },
});
const encode = (request: Partial<ChatCompletionRequest>, model?: string) => encodeBody(input(request, model));
const conversation = (...messages: ChatCompletionRequest['messages']) => encode({ messages });
const user = (...content: object[]) =>
  conversation({ role: 'user', content } as ChatCompletionRequest['messages'][number]).contents[0]?.parts;
const called = (id: string, rest: object = {}) => ({
  id,
  type: 'function' as const,
  function: { name: `f_${id}`, arguments: '{"a":1}' },
  ...rest,
});
const signed = (signature: string) => ({ extra_content: { google: { thought_signature: signature } } });

describe('messages', () => {
  it('puts instructions on top', () => {
    const body = conversation({ role: 'system', content: 'Be brief.' }, ...hi);
    expect(body.systemInstruction).toEqual({ parts: [{ text: 'Be brief.' }] });
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Hi' }] }]);
  });

  it('puts them into the first user turn for Gemma, which knows none', () => {
    const body = encode({ messages: [{ role: 'system', content: 'Be brief.' }, ...hi] }, 'gemma-3-27b-it');
    expect(body).not.toHaveProperty('systemInstruction');
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Be brief.' }, { text: 'Hi' }] }]);
  });

  it('makes instructions alone a user turn, which Gemini wants', () => {
    const body = conversation({ role: 'developer', content: 'Write a poem.' });
    expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Write a poem.' }] }] });
  });

  it('finds the name of each result by its call and gathers the results of a turn', () => {
    const { contents } = conversation(
      ...hi,
      { role: 'assistant', content: 'Looking.', tool_calls: [called('1', signed('sig')), called('2')] },
      { role: 'tool', tool_call_id: '2', content: '{"rain":true}' },
      { role: 'tool', tool_call_id: '1', content: 'sunny' },
    );
    expect(contents.slice(1)).toEqual([
      {
        role: 'model',
        parts: [
          { text: 'Looking.' },
          { functionCall: { id: '1', name: 'f_1', args: { a: 1 } }, thoughtSignature: 'sig' },
          { functionCall: { id: '2', name: 'f_2', args: { a: 1 } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: '2', name: 'f_2', response: { rain: true } } },
          { functionResponse: { id: '1', name: 'f_1', response: { output: 'sunny' } } },
        ],
      },
    ]);
  });

  it('gives back the signature that it gave out', () => {
    const part = { functionCall: { id: 'x', name: 'f', args: {} }, thoughtSignature: 'CpcCAdHt' };
    const answer = { candidates: [{ content: { parts: [part] }, finishReason: 'STOP' }] };
    const context = { request: { model: 'chat', messages: hi }, model: 'gemini-3-flash', nowMs: 0 };
    const { choices } = gemini.decodeResponse(
      { status: 200, headers: {}, body: JSON.stringify(answer) },
      context,
    );
    const [choice] = choices;
    const { contents } = conversation(...hi, {
      role: 'assistant',
      tool_calls: choice?.message.tool_calls ?? [],
    });
    expect(contents[1]?.parts).toEqual([part]);
  });

  it.each([
    ['gemini-3-flash', 'skip_thought_signature_validator'],
    ['gemini-flash-latest', 'skip_thought_signature_validator'],
    ['gemini-2.5-flash', undefined],
  ])('says on the first call of a turn that its signature is lost: %s', (model, expected) => {
    const messages = [...hi, { role: 'assistant' as const, tool_calls: [called('1'), called('2')] }];
    const { contents } = encode({ messages }, model);
    expect(contents[1]?.parts.map(({ thoughtSignature }) => thoughtSignature)).toEqual([expected, undefined]);
  });

  it('makes ids for calls that came without one', () => {
    const part = { functionCall: { name: 'f', args: {} } };
    const answer = {
      responseId: 'r1',
      candidates: [{ content: { parts: [part, part] }, finishReason: 'STOP' }],
    };
    const context = { request: { model: 'chat', messages: hi }, model: 'gemini-3-flash', nowMs: 0 };
    const { choices } = gemini.decodeResponse(
      { status: 200, headers: {}, body: JSON.stringify(answer) },
      context,
    );
    const decoder = gemini.decodeStream(context);
    const deltas = decoder
      .decode({ event: null, data: JSON.stringify(answer) })
      .flatMap((chunk) => chunk.choices);
    const ids = ['call_r1_0_0', 'call_r1_0_1'];
    expect(choices[0]?.message.tool_calls?.map(({ id }) => id)).toEqual(ids);
    expect(deltas.flatMap(({ delta }) => delta.tool_calls ?? []).map(({ id }) => id)).toEqual(ids);
  });

  it('takes images, audio and files inline, and what Google itself holds by its address', () => {
    expect(
      user(
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        { type: 'image_url', image_url: { url: 'https://www.youtube.com/watch?v=x' } },
        { type: 'input_audio', input_audio: { data: 'BB', format: 'mp3' } },
        { type: 'file', file: { file_data: 'data:application/pdf;base64,CC' } },
      ),
    ).toEqual([
      { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
      { fileData: { fileUri: 'https://www.youtube.com/watch?v=x' } },
      { inlineData: { mimeType: 'audio/mp3', data: 'BB' } },
      { inlineData: { mimeType: 'application/pdf', data: 'CC' } },
    ]);
  });

  it.each([
    [
      { type: 'image_url', image_url: { url: 'https://a.test/b.png' } },
      'messages[0].content[0].image_url.url',
    ],
    [
      { type: 'image_url', image_url: { url: 'https://evil.test/youtu.be/' } },
      'messages[0].content[0].image_url.url',
    ],
    [{ type: 'file', file: { file_id: 'file-1' } }, 'messages[0].content[0].file'],
    [{ type: 'file', file: { file_data: 'AAAA' } }, 'messages[0].content[0].file.file_data'],
  ])('refuses %j and names it', (part, param) => {
    expect(() => user(part)).toThrow(
      expect.objectContaining({ kind: 'invalid_request', body: expect.objectContaining({ param }) }),
    );
  });

  it('refuses a result without its call', () => {
    expect(() => conversation({ role: 'tool', tool_call_id: 'lost', content: 'x' })).toThrow(
      'messages[0].tool_call_id',
    );
  });
});

describe('tools', () => {
  const tools = [tool('a', { description: 'Does a.' }), tool('b')];

  it('declares them by JSON schema, in the part of it that Gemini takes', () => {
    const parameters = {
      $schema: 'x',
      type: 'object',
      properties: { unit: { const: 'C' }, name: { type: 'string', pattern: '^a' } },
      required: ['unit'],
      additionalProperties: false,
    };
    const bare = { type: 'function' as const, function: { name: 'bare', parameters: { type: 'object' } } };
    expect(encode({ tools: [tool('a', { parameters }), bare] }).tools).toEqual([
      {
        functionDeclarations: [
          {
            name: 'a',
            parametersJsonSchema: {
              type: 'object',
              properties: { unit: { enum: ['C'] }, name: { type: 'string', description: '(pattern: "^a")' } },
              required: ['unit'],
              additionalProperties: false,
            },
          },
          { name: 'bare' },
        ],
      },
    ]);
  });

  it.each<[ChatCompletionRequest['tool_choice'], object, string[]]>([
    [undefined, { mode: 'AUTO' }, ['a', 'b']],
    ['none', { mode: 'NONE' }, ['a', 'b']],
    ['required', { mode: 'ANY' }, ['a', 'b']],
    [{ type: 'function', function: { name: 'b' } }, { mode: 'ANY', allowedFunctionNames: ['b'] }, ['a', 'b']],
    [
      {
        type: 'allowed_tools',
        allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'b' } }] },
      },
      { mode: 'AUTO' },
      ['b'],
    ],
  ])('translates tool_choice %j', (tool_choice, expected, names) => {
    const body = encode({ tools, tool_choice });
    expect(body.toolConfig?.functionCallingConfig).toEqual(expected);
    expect(body.tools?.[0]?.functionDeclarations.map(({ name }) => name)).toEqual(names);
  });

  it('has the arguments of strict tools validated', () => {
    expect(encode({ tools: [tool('a', { strict: true })] }).toolConfig?.functionCallingConfig.mode).toBe(
      'VALIDATED',
    );
  });
});

describe('generation', () => {
  it('translates what Gemini has and drops what an answer can do without', () => {
    expect(
      encode({
        max_completion_tokens: 20_000,
        temperature: 3,
        top_p: 0.5,
        top_k: 4,
        seed: 7,
        stop: 'END',
        n: 2,
        presence_penalty: 1,
        frequency_penalty: 1,
        user: 'u',
        metadata: { a: 'b' },
        service_tier: 'default',
        parallel_tool_calls: false,
      }),
    ).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      generationConfig: {
        maxOutputTokens: 8_192,
        temperature: 2,
        topP: 0.5,
        topK: 4,
        seed: 7,
        stopSequences: ['END'],
        candidateCount: 2,
      },
      serviceTier: 'standard',
    });
  });

  it('asks for JSON, with a schema and without', () => {
    const schema = { type: 'object', properties: {}, additionalProperties: false };
    expect(encode({ response_format: { type: 'json_object' } }).generationConfig).toEqual({
      responseMimeType: 'application/json',
    });
    const response_format = { type: 'json_schema' as const, json_schema: { name: 'x', schema } };
    expect(encode({ response_format }).generationConfig).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    });
    expect(encode({ response_format: { type: 'text' } })).not.toHaveProperty('generationConfig');
  });

  it.each([
    ['gemini-3-flash', 'none', { includeThoughts: false, thinkingLevel: 'MINIMAL' }],
    ['gemini-3.1-pro', 'minimal', { includeThoughts: true, thinkingLevel: 'LOW' }],
    ['gemini-3-flash', 'xhigh', { includeThoughts: true, thinkingLevel: 'HIGH' }],
    ['gemini-2.5-flash', 'none', { includeThoughts: false, thinkingBudget: 0 }],
    ['gemini-2.5-pro', 'none', { includeThoughts: false, thinkingBudget: 128 }],
    ['gemini-2.5-flash', 'medium', { includeThoughts: true, thinkingBudget: 8_192 }],
    ['gemini-2.0-flash', 'high', undefined],
  ])('on %s the effort %s is a level or a budget, never both', (model, reasoning_effort, expected) => {
    expect(encode({ reasoning_effort }, model).generationConfig?.thinkingConfig).toEqual(expected);
  });

  it('refuses legacy functions', () => {
    expect(() => encode({ functions: [] })).toThrow('functions');
  });
});

it.each([
  [false, 'gemini-3-flash', 'models/gemini-3-flash:generateContent'],
  [true, 'gemini-3-flash', 'models/gemini-3-flash:streamGenerateContent?alt=sse'],
  [false, 'tunedModels/mine', 'tunedModels/mine:generateContent'],
  [false, 'a?b#c', 'models/a%3Fb%23c:generateContent'],
])('names the model in the path (streamed: %s, %s)', (stream, model, path) => {
  const { url, headers } = gemini.encodeRequest(input({ stream }, model));
  expect(url).toBe(`https://provider.test/v1beta/${path}`);
  expect(headers['x-goog-api-key']).toBe('s');
});

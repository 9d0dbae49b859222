import { describe, expect, it } from 'vitest';
import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import { anthropic } from '../anthropic.ts';
import { encode, hi, tool } from '../testing/anthropic-request.ts';

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

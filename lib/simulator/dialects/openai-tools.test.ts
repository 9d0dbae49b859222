import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sharedSimulator } from '../testing/shared-simulator.ts';

const simulator = sharedSimulator();
const client = () =>
  new OpenAI({ baseURL: `${simulator().origin}/openai/v1`, apiKey: 'sk-any', maxRetries: 0 });

const hello = { model: 'sim-small', messages: [{ role: 'user' as const, content: 'How high is the sky?' }] };
const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 2 } },
      required: ['city'],
    },
  },
};

describe('tools, schemas and images through the official OpenAI SDK', () => {
  it('calls a tool, then answers with what the tool said', async () => {
    const first = await client().chat.completions.create({ ...hello, tools: [weather] });
    const call = first.choices[0]?.message.tool_calls?.[0];
    if (call?.type !== 'function') throw new Error('no tool call');
    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    expect(first.choices[0]?.message.content).toBeNull();
    expect(JSON.parse(call.function.arguments)).toEqual({ city: 'simulated city', days: 2 });
    const second = await client().chat.completions.create({
      ...hello,
      tools: [weather],
      messages: [
        ...hello.messages,
        { role: 'assistant', tool_calls: [call] },
        { role: 'tool', tool_call_id: call.id, content: 'It is raining frogs' },
      ],
    });
    expect(second.choices[0]?.message.content).toContain('raining frogs');
  });

  it('streams parallel tool calls that add up to the whole ones', async () => {
    const clock = {
      type: 'function' as const,
      function: { name: 'get_time', parameters: weather.function.parameters },
    };
    const request = {
      model: 'sim-small',
      tools: [weather, clock],
      messages: [{ role: 'user' as const, content: 'use get_weather and get_time' }],
    };
    const whole = await client().chat.completions.create(request);
    const runner = client().chat.completions.stream(request);
    const streamed = await runner.finalChatCompletion();
    const functions = (completion: OpenAI.ChatCompletion) =>
      completion.choices[0]?.message.tool_calls?.map((call) =>
        call.type === 'function' ? { name: call.function.name, arguments: call.function.arguments } : null,
      );
    expect(functions(whole)).toHaveLength(2);
    expect(functions(streamed)).toEqual(functions(whole));
    const one = await client().chat.completions.create({ ...request, parallel_tool_calls: false });
    expect(functions(one)).toHaveLength(1);
  });

  it('obeys tool_choice', async () => {
    const none = await client().chat.completions.create({ ...hello, tools: [weather], tool_choice: 'none' });
    expect(none.choices[0]?.message.tool_calls).toBeUndefined();
    const other = {
      type: 'function' as const,
      function: { name: 'other', parameters: { type: 'object', properties: {} } },
    };
    const named = await client().chat.completions.create({
      ...hello,
      tools: [weather, other],
      tool_choice: { type: 'function', function: { name: 'other' } },
    });
    expect(named.choices[0]?.message.tool_calls).toMatchObject([
      { function: { name: 'other', arguments: '{}' } },
    ]);
  });

  it('writes JSON that fits a schema', async () => {
    const shape = z.object({
      title: z.string(),
      tags: z.array(z.enum(['a', 'b'])).min(2),
      rating: z.number().min(3),
    });
    const parsed = await client().chat.completions.parse({
      ...hello,
      response_format: zodResponseFormat(shape, 'book'),
    });
    expect(shape.parse(parsed.choices[0]?.message.parsed)).toBeTruthy();
  });

  it('counts and describes images', async () => {
    const png = `data:image/png;base64,${Buffer.alloc(100).toString('base64')}`;
    const completion = await client().chat.completions.create({
      model: 'sim-small',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: png } },
            { type: 'image_url', image_url: { url: 'https://example.com/cat.jpg' } },
          ],
        },
      ],
    });
    expect(completion.choices[0]?.message.content).toContain(
      '2 images (image/png, 100 bytes; by its address)',
    );
    expect(completion.usage?.prompt_tokens).toBeGreaterThan(170);
  });

  it('is refused when a tool message answers no call', async () => {
    const orphan = { role: 'tool' as const, tool_call_id: 'nobody', content: 'x' };
    const request = client().chat.completions.create({ ...hello, messages: [...hello.messages, orphan] });
    await expect(request).rejects.toMatchObject({ status: 400, param: 'messages[1].role' });
  });
});

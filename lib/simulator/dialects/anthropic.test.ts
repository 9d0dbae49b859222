import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { collect } from '../testing/collect.ts';
import { sharedSimulator } from '../testing/shared-simulator.ts';

const simulator = sharedSimulator({
  scenarios: {
    thinker: { answer: { reasoning: 'Let me think.', text: 'Done.' } },
    refusing: { answer: { text: 'I', finish: 'content_filter' } },
  },
});

const client = (scenario = 'healthy') =>
  new Anthropic({ baseURL: `${simulator().origin}/${scenario}/anthropic`, apiKey: 'sk-any', maxRetries: 0 });

const hello = {
  model: 'sim-small',
  max_tokens: 500,
  messages: [{ role: 'user' as const, content: 'How high is the sky?' }],
};
const weather = {
  name: 'get_weather',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] },
};
const textOf = (message: Anthropic.Message) =>
  message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');

describe('the official Anthropic SDK', () => {
  it('gets a whole answer', async () => {
    const message = await client().messages.create(hello);
    expect(textOf(message)).toContain('How high is the sky?');
    expect(message).toMatchObject({
      stop_reason: 'end_turn',
      model: 'sim-small',
      usage: { input_tokens: 5 },
    });
  });

  it('streams the same message as the whole one', async () => {
    const whole = await client().messages.create(hello);
    const stream = client().messages.stream(hello);
    const words: string[] = [];
    stream.on('text', (delta) => words.push(delta));
    const streamed = await stream.finalMessage();
    expect(streamed).toMatchObject({ ...whole, id: expect.stringMatching(/^msg_/) });
    expect(words.slice(0, -1).every((word) => /^\S+ $/.test(word))).toBe(true);
  });

  it('sends its events in the documented order', async () => {
    const events = await collect(await client().messages.create({ ...hello, stream: true }));
    const types = events.map((event) => event.type);
    expect(types.filter((type) => type !== 'content_block_delta')).toEqual([
      'message_start',
      'content_block_start',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it('calls a tool, whole and streamed, and answers with its result', async () => {
    const whole = await client().messages.create({ ...hello, tools: [weather] });
    const streamed = await client()
      .messages.stream({ ...hello, tools: [weather] })
      .finalMessage();
    const call = whole.content.find((block) => block.type === 'tool_use');
    expect(whole.stop_reason).toBe('tool_use');
    expect(call).toMatchObject({ name: 'get_weather', input: { city: 'simulated city' } });
    expect(streamed.content).toMatchObject([
      { type: 'tool_use', name: 'get_weather', input: { city: 'simulated city' } },
    ]);
    const second = await client().messages.create({
      ...hello,
      tools: [weather],
      messages: [
        ...hello.messages,
        { role: 'assistant', content: whole.content },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: call?.id ?? '', content: 'raining frogs' }],
        },
      ],
    });
    expect(textOf(second)).toContain('raining frogs');
  });

  it('refuses an unanswered call, a result without its call and an empty text', async () => {
    const use = { type: 'tool_use' as const, id: 'toolu_1', name: 'get_weather', input: {} };
    const result = { type: 'tool_result' as const, tool_use_id: 'toolu_9', content: 'x' };
    const unanswered = [
      ...hello.messages,
      { role: 'assistant' as const, content: [use] },
      hello.messages[0],
    ].flatMap((m) => m ?? []);
    const orphan = [{ role: 'user' as const, content: [result] }];
    const empty = [{ role: 'user' as const, content: [{ type: 'text' as const, text: '' }] }];
    for (const messages of [unanswered, orphan, empty]) {
      const refused = client().messages.create({ ...hello, messages });
      await expect(refused).rejects.toMatchObject({ status: 400, type: 'invalid_request_error' });
    }
  });

  it('writes JSON that fits a schema', async () => {
    const schema = {
      type: 'object',
      properties: { name: { $ref: '#/$defs/name' }, age: { type: ['integer', 'null'] } },
      required: ['name', 'age'],
      $defs: { name: { type: 'string', format: 'email' } },
    };
    const message = await client().messages.create({
      ...hello,
      output_config: { format: { type: 'json_schema', schema } },
    });
    expect(JSON.parse(textOf(message))).toEqual({ name: 'someone@example.com', age: 1 });
  });

  it('describes images, in base64 and by address', async () => {
    const data = Buffer.alloc(30).toString('base64');
    const message = await client().messages.create({
      ...hello,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/webp', data } },
            { type: 'image', source: { type: 'url', url: 'https://example.com/cat.jpg' } },
            { type: 'text', text: 'Look' },
          ],
        },
      ],
    });
    expect(textOf(message)).toContain('2 images (image/webp, 30 bytes; by its address)');
  });

  it('thinks in a signed block of its own', async () => {
    const whole = await client('thinker').messages.create(hello);
    const streamed = await client('thinker').messages.stream(hello).finalMessage();
    expect(whole.content).toMatchObject([
      { type: 'thinking', thinking: 'Let me think.', signature: expect.stringMatching(/.+/) },
      { type: 'text', text: 'Done.' },
    ]);
    expect(streamed.content).toEqual(whole.content);
    expect(whole.usage.output_tokens_details).toEqual({ thinking_tokens: 3 });
  });

  it('stops at max_tokens, at a stop sequence and by refusal', async () => {
    expect(await client().messages.create({ ...hello, max_tokens: 3 })).toMatchObject({
      stop_reason: 'max_tokens',
      usage: { output_tokens: 3 },
    });
    expect(await client().messages.create({ ...hello, stop_sequences: ['simulated'] })).toMatchObject({
      stop_reason: 'stop_sequence',
      stop_sequence: 'simulated',
    });
    expect(await client('refusing').messages.create(hello)).toMatchObject({
      stop_reason: 'refusal',
      stop_details: { type: 'refusal' },
    });
  });

  it('reads a prompt from the cache only when asked to, apart from input_tokens', async () => {
    const text = 'word '.repeat(2000);
    const plain = { ...hello, system: text };
    const cached = {
      ...hello,
      system: [{ type: 'text' as const, text, cache_control: { type: 'ephemeral' as const } }],
    };
    await client().messages.create(plain);
    expect((await client().messages.create(plain)).usage.cache_read_input_tokens).toBe(0);
    const written = await client().messages.create(cached);
    const read = await client().messages.create(cached);
    expect(written.usage).toMatchObject({ cache_creation_input_tokens: 1024, cache_read_input_tokens: 0 });
    expect(read.usage).toMatchObject({ cache_creation_input_tokens: 0, cache_read_input_tokens: 1024 });
    expect(read.usage.input_tokens).toBe(written.usage.input_tokens);
  });

  it('lists models, counts tokens and refuses a missing model natively', async () => {
    const models = await collect(client().models.list());
    expect(models.map((model) => model.id)).toEqual(['sim-small', 'sim-large']);
    expect((await client().models.retrieve('sim-large')).id).toBe('sim-large');
    const { max_tokens: _, ...countable } = hello;
    expect(await client().messages.countTokens(countable)).toEqual({ input_tokens: 5 });
    await expect(client().messages.create({ ...hello, model: 'missing-one' })).rejects.toMatchObject({
      status: 404,
      type: 'not_found_error',
    });
  });

  it('is refused without its version header and without max_tokens', async () => {
    const bare = client().messages.create(hello, { headers: { 'anthropic-version': null } });
    await expect(bare).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('anthropic-version'),
    });
    const { max_tokens: _, ...unlimited } = hello;
    const request = client().post('/v1/messages', { body: unlimited });
    await expect(request).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('max_tokens: Field required'),
    });
  });
});

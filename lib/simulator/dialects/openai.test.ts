import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { collect } from '../testing/collect.ts';
import { sharedSimulator } from '../testing/shared-simulator.ts';

const simulator = sharedSimulator({
  scenarios: {
    picky: { accepted_secrets: ['sk-right-one'] },
    thinker: { answer: { reasoning: 'Let me think.', text: 'Done.' } },
    filtered: { answer: { words: 5, finish: 'content_filter' } },
  },
});

const client = (scenario = 'healthy', apiKey = 'sk-any') =>
  new OpenAI({ baseURL: `${simulator().origin}/${scenario}/openai/v1`, apiKey, maxRetries: 0 });

const hello = { model: 'sim-small', messages: [{ role: 'user' as const, content: 'How high is the sky?' }] };
describe('the official OpenAI SDK', () => {
  it('gets a whole answer that repeats the question and says it is simulated', async () => {
    const completion = await client().chat.completions.create(hello);
    expect(completion.choices[0]?.message.content).toContain('simulated');
    expect(completion.choices[0]?.message.content).toContain('How high is the sky?');
    expect(completion.choices[0]?.finish_reason).toBe('stop');
    expect(completion.model).toBe('sim-small');
    const {
      prompt_tokens: input = 0,
      completion_tokens: output = 0,
      total_tokens: total,
    } = completion.usage ?? {};
    expect(input).toBe(5);
    expect(output).toBeGreaterThan(10);
    expect(total).toBe(input + output);
  });

  it('streams the same words with usage last, one word per chunk', async () => {
    const whole = await client().chat.completions.create(hello);
    const stream = await client().chat.completions.create({
      ...hello,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await collect(stream);
    const words = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').filter(Boolean);
    expect(words.join('')).toBe(whole.choices[0]?.message.content);
    expect(words.slice(0, -1).every((word) => /^\S+ $/.test(word))).toBe(true);
    expect(chunks[0]?.choices[0]?.delta).toMatchObject({ role: 'assistant', content: '' });
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
  });

  it('sends no usage in a stream that did not ask for it', async () => {
    const chunks = await collect(await client().chat.completions.create({ ...hello, stream: true }));
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
  });

  it('ends at max tokens and at stop sequences', async () => {
    const short = await client().chat.completions.create({ ...hello, max_completion_tokens: 3 });
    expect(short.choices[0]?.finish_reason).toBe('length');
    expect(short.usage?.completion_tokens).toBe(3);
    const stopped = await client().chat.completions.create({ ...hello, stop: ['simulated'] });
    expect(stopped.choices[0]).toMatchObject({ finish_reason: 'stop' });
    expect(stopped.choices[0]?.message.content).toMatch(/This is a $/);
  });

  it('gives as many choices as asked for, streamed too', async () => {
    const whole = await client().chat.completions.create({ ...hello, n: 2 });
    expect(whole.choices.map((choice) => choice.index)).toEqual([0, 1]);
    const streamed = await client()
      .chat.completions.stream({ ...hello, n: 2 })
      .finalChatCompletion();
    expect(streamed.choices[1]?.message.content).toBe(whole.choices[1]?.message.content);
  });

  it('counts reasoning apart and can end by content filter', async () => {
    const thought = await client('thinker').chat.completions.create(hello);
    expect(thought.choices[0]?.message).toMatchObject({
      content: 'Done.',
      reasoning_content: 'Let me think.',
    });
    expect(thought.usage).toMatchObject({
      completion_tokens: 4,
      completion_tokens_details: { reasoning_tokens: 3 },
    });
    const filtered = await client('filtered').chat.completions.create(hello);
    expect(filtered.choices[0]?.finish_reason).toBe('content_filter');
  });

  it('reports cached tokens when a long beginning comes again', async () => {
    const long = { ...hello, messages: [{ role: 'user' as const, content: 'word '.repeat(2000) }] };
    const first = await client().chat.completions.create(long);
    const second = await client().chat.completions.create(long);
    expect(first.usage?.prompt_tokens_details?.cached_tokens).toBe(0);
    expect(second.usage?.prompt_tokens_details?.cached_tokens).toBe(1024);
  });

  it('lists models and finds one, but none that is missing', async () => {
    const models = await collect(client().models.list());
    expect(models.map((model) => model.id)).toEqual(['sim-small', 'sim-large']);
    expect((await client().models.retrieve('any/thing')).id).toBe('any/thing');
    await expect(client().models.retrieve('missing-one')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    const lost = client().chat.completions.create({ ...hello, model: 'missing-one' });
    await expect(lost).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
      type: 'invalid_request_error',
    });
  });

  it('embeds texts into unit vectors, near when words are shared', async () => {
    const reply = await client().embeddings.create({
      model: 'sim-small',
      dimensions: 64,
      input: ['the red boat sails', 'the red boat sinks', 'quantum accounting'],
    });
    const [a = [], b = [], c = []] = reply.data.map((one) => one.embedding);
    const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
    expect(a).toHaveLength(64);
    expect(dot(a, a)).toBeCloseTo(1, 4);
    expect(dot(a, b)).toBeGreaterThan(dot(a, c) + 0.2);
    expect(reply.usage.prompt_tokens).toBeGreaterThan(0);
  });

  it('is refused with the native error when the credential or the request is wrong', async () => {
    await expect(client('picky', 'sk-wrong').chat.completions.create(hello)).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    await expect(client('picky', 'sk-right-one').chat.completions.create(hello)).resolves.toBeTruthy();
    const wrong = { ...hello, messages: [{ role: 'user', content: 7 }] };
    const request = client().chat.completions.create(wrong as unknown as typeof hello);
    await expect(request).rejects.toMatchObject({ status: 400, param: 'messages[0].content' });
  });
});

import { FunctionCallingConfigMode, GoogleGenAI, Type } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { smallestChat } from '../testing/ask.ts';
import { collect } from '../testing/collect.ts';
import { rawCall } from '../testing/raw-call.ts';
import { sharedSimulator } from '../testing/shared-simulator.ts';

const simulator = sharedSimulator({
  scenarios: {
    thinker: { answer: { reasoning: 'Let me think.', text: 'Done.' } },
    blocked: { faults: [{ error: 'content_filtered' }] },
  },
});

const client = (scenario = 'healthy') =>
  new GoogleGenAI({ apiKey: 'any', httpOptions: { baseUrl: `${simulator().origin}/${scenario}/gemini` } });

const hello = { model: 'sim-small', contents: 'How high is the sky?' };
const weather = {
  name: 'get_weather',
  parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] },
};

describe('the official Google GenAI SDK', () => {
  it('gets a whole answer', async () => {
    const reply = await client().models.generateContent(hello);
    expect(reply.text).toContain('How high is the sky?');
    expect(reply.candidates?.[0]?.finishReason).toBe('STOP');
    const {
      promptTokenCount: input = 0,
      candidatesTokenCount: output = 0,
      totalTokenCount: total,
    } = reply.usageMetadata ?? {};
    expect([input, total]).toEqual([5, input + output]);
  });

  it('streams the same words and ends with finish reason and usage', async () => {
    const whole = await client().models.generateContent(hello);
    const chunks = await collect(await client().models.generateContentStream(hello));
    expect(chunks.map((chunk) => chunk.text ?? '').join('')).toBe(whole.text);
    expect(chunks.length).toBeGreaterThan(10);
    expect(chunks.at(-1)).toMatchObject({
      candidates: [{ finishReason: 'STOP' }],
      usageMetadata: whole.usageMetadata,
    });
    expect(chunks.slice(0, -1).every((chunk) => chunk.candidates?.[0]?.finishReason === undefined)).toBe(
      true,
    );
  });

  it('calls a tool, whole and streamed, and answers with its result', async () => {
    const config = { tools: [{ functionDeclarations: [weather] }] };
    const whole = await client().models.generateContent({ ...hello, config });
    expect(whole.functionCalls).toMatchObject([{ name: 'get_weather', args: { city: 'simulated city' } }]);
    expect(whole.candidates?.[0]?.content?.parts?.[0]?.thoughtSignature).toMatch(/.+/);
    const chunks = await collect(await client().models.generateContentStream({ ...hello, config }));
    expect(chunks.flatMap((chunk) => chunk.functionCalls ?? [])).toMatchObject([{ name: 'get_weather' }]);
    const second = await client().models.generateContent({
      ...hello,
      config,
      contents: [
        { role: 'user', parts: [{ text: 'Weather?' }] },
        whole.candidates?.[0]?.content ?? {},
        {
          role: 'user',
          parts: [{ functionResponse: { name: 'get_weather', response: { output: 'raining frogs' } } }],
        },
      ],
    });
    expect(second.text).toContain('raining frogs');
  });

  it('refuses function calls and responses that do not match', async () => {
    const call = { role: 'model', parts: [{ functionCall: { name: 'f', args: {} } }] };
    const response = { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] };
    const ask = (...contents: object[]) => client().models.generateContent({ ...hello, contents });
    await expect(ask(call, response)).resolves.toBeTruthy();
    for (const contents of [[call], [response], [call, response, response]]) {
      await expect(ask(...contents)).rejects.toMatchObject({ status: 400 });
    }
  });

  it('obeys the function calling mode', async () => {
    const other = { ...weather, name: 'other' };
    const ask = (mode: FunctionCallingConfigMode, allowedFunctionNames?: string[]) =>
      client().models.generateContent({
        ...hello,
        config: {
          tools: [{ functionDeclarations: [weather, other] }],
          toolConfig: {
            functionCallingConfig: { mode, ...(allowedFunctionNames ? { allowedFunctionNames } : {}) },
          },
        },
      });
    expect((await ask(FunctionCallingConfigMode.NONE)).functionCalls).toBeUndefined();
    expect((await ask(FunctionCallingConfigMode.ANY, ['other'])).functionCalls).toMatchObject([
      { name: 'other' },
    ]);
  });

  it('writes JSON for both kinds of schema', async () => {
    const responseSchema = { type: Type.OBJECT, properties: { n: { type: Type.INTEGER, minimum: 4 } } };
    const responseJsonSchema = {
      type: 'object',
      properties: { list: { type: 'array', items: { const: 'x' }, minItems: 2 } },
    };
    const ask = (config: object) =>
      client().models.generateContent({
        ...hello,
        config: { responseMimeType: 'application/json', ...config },
      });
    expect(JSON.parse((await ask({ responseSchema })).text ?? '')).toEqual({ n: 4 });
    expect(JSON.parse((await ask({ responseJsonSchema })).text ?? '')).toEqual({ list: ['x', 'x'] });
    expect(JSON.parse((await ask({})).text ?? '')).toMatchObject({ simulated: true });
  });

  it('describes inline images', async () => {
    const inlineData = { mimeType: 'image/png', data: Buffer.alloc(10).toString('base64') };
    const reply = await client().models.generateContent({ ...hello, contents: [{ inlineData }, 'Look'] });
    expect(reply.text).toContain('1 image (image/png, 10 bytes)');
  });

  it('counts thoughts apart and stops at the limit', async () => {
    const thought = await client('thinker').models.generateContent(hello);
    expect(thought.text).toBe('Done.');
    expect(thought.usageMetadata).toMatchObject({ candidatesTokenCount: 1, thoughtsTokenCount: 3 });
    const short = await client().models.generateContent({ ...hello, config: { maxOutputTokens: 2 } });
    expect(short.candidates?.[0]?.finishReason).toBe('MAX_TOKENS');
  });

  it('blocks a prompt inside a 200, whole and streamed', async () => {
    const whole = await client('blocked').models.generateContent(hello);
    expect(whole.promptFeedback?.blockReason).toBe('PROHIBITED_CONTENT');
    expect(whole.candidates).toBeUndefined();
    const chunks = await collect(await client('blocked').models.generateContentStream(hello));
    expect(chunks).toMatchObject([{ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }]);
  });

  it('lists models, counts tokens, embeds and refuses a missing model natively', async () => {
    const models = await collect(await client().models.list());
    expect(models.map((model) => model.name)).toEqual(['models/sim-small', 'models/sim-large']);
    expect((await client().models.get({ model: 'sim-large' })).name).toBe('models/sim-large');
    expect((await client().models.countTokens(hello)).totalTokens).toBe(5);
    const embedded = await client().models.embedContent({ ...hello, config: { outputDimensionality: 8 } });
    expect(embedded.embeddings?.[0]?.values).toHaveLength(8);
    const lost = client().models.generateContent({ ...hello, model: 'missing-one' });
    await expect(lost).rejects.toMatchObject({ status: 404, message: expect.stringContaining('NOT_FOUND') });
  });

  it('streams one JSON array when alt=sse is missing', async () => {
    const chat = smallestChat('gemini', true);
    const url = `${simulator().origin}/healthy${chat.path.replace('?alt=sse', '')}`;
    const reply = await rawCall(url, { headers: chat.headers, body: JSON.stringify(chat.body) });
    const chunks: unknown = JSON.parse(reply.body);
    expect(chunks).toBeInstanceOf(Array);
    expect(Array.isArray(chunks) && chunks.at(-1)).toMatchObject({ candidates: [{ finishReason: 'STOP' }] });
  });
});

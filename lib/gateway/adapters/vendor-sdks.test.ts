import { readFileSync } from 'node:fs';
import Anthropic from '@anthropic-ai/sdk';
import { type GenerateContentParameters, GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';
import { normaliseChunk } from '../stream/chunk-content.ts';
import { createSseDecoder } from '../stream/sse-decoder.ts';
import type { Adapter, DecodeContext } from './adapter.ts';
import { encodeBody as encodeAnthropic } from './anthropic/encode-request.ts';
import type { AnthropicRequest } from './anthropic/wire.ts';
import { encodeBody as encodeGemini } from './gemini/encode-request.ts';
import type { GeminiRequest } from './gemini/wire.ts';
import { adapters } from './index.ts';
import { readWhole } from './testing/accumulate.ts';

const cases = ['text', 'tools', 'parallel-tools', 'json-schema', 'length', 'cached-usage'];
const model = 'some-model';
const nowMs = 1_763_726_400_000;

const read = (file: string) => readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8');
const answerWith = (body: string, type: string) => async () =>
  new Response(body, { headers: { 'content-type': type } });
const stream = (body: string) => answerWith(body, 'text/event-stream');

const openAiClient = (body: string) => new OpenAI({ apiKey: 'none', fetch: stream(body), maxRetries: 0 });
const messages = [{ role: 'user' as const, content: 'Hi' }];

describe("the vendors' own SDKs read the recordings as the adapters do", () => {
  afterEach(() => vi.unstubAllGlobals());
  const context: DecodeContext = { request: { model, messages }, model, nowMs };
  const whole = (adapter: Adapter, file: string) =>
    readWhole(adapter.decodeResponse({ status: 200, headers: {}, body: read(file) }, context));

  it.each([...cases, 'refusal', 'content-filter'])('OpenAI: %s', async (name) => {
    const client = openAiClient(read(`openai/${name}.sse`));
    const params = { model, messages, stream_options: { include_usage: true } };
    const { choices, usage } = await client.chat.completions.stream(params).finalChatCompletion();
    const ours = whole(adapters.openai, `openai/${name}.json`);
    expect(choices[0]?.message.content ?? '').toBe(ours.content);
    expect(choices[0]?.finish_reason).toBe(ours.finishReason);
    expect(choices[0]?.message.tool_calls ?? []).toMatchObject(ours.toolCalls);
    expect(usage).toEqual(ours.usage);
  });

  it.each([...cases, 'thinking', 'refusal', 'content-filter'])('Anthropic: %s', async (name) => {
    const client = new Anthropic({
      apiKey: 'none',
      fetch: stream(read(`anthropic/${name}.sse`)),
      maxRetries: 0,
    });
    const message = await client.messages.stream({ model, max_tokens: 5, messages }).finalMessage();
    const ours = whole(adapters.anthropic, `anthropic/${name}.json`);
    const text = message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
    const calls = message.content.flatMap((block) => (block.type === 'tool_use' ? [block] : []));
    expect(text).toBe(ours.content);
    expect(calls.map(({ id, name: called, input }) => [id, called, input])).toEqual(callsOf(ours));
    expect(message.usage.output_tokens).toBe(ours.usage?.completion_tokens);
  });

  it.each([...cases, 'thinking', 'content-filter'])('Gemini: %s', async (name) => {
    vi.stubGlobal('fetch', stream(read(`gemini/${name}.sse`)));
    const client = new GoogleGenAI({ apiKey: 'none' });
    const ours = whole(adapters.gemini, `gemini/${name}.json`);
    let text = '';
    const calls: unknown[] = [];
    let tokens = 0;
    for await (const part of await client.models.generateContentStream({ model, contents: 'Hi' })) {
      const parts = part.candidates?.[0]?.content?.parts ?? [];
      text += parts.map((each) => (each.thought === true ? '' : (each.text ?? ''))).join('');
      for (const { id, name: called, args } of part.functionCalls ?? []) calls.push([id, called, args]);
      tokens = part.usageMetadata?.totalTokenCount ?? tokens;
    }
    expect(text).toBe(ours.content);
    expect(calls).toEqual(callsOf(ours));
    expect(tokens).toBe(ours.usage?.total_tokens);
  });
});

describe("OpenAI's SDK reads what every adapter makes of a stream", () => {
  const files = (['anthropic', 'gemini', 'openai-compatible'] as const).flatMap((id) =>
    cases.map((name) => [id, name] as const),
  );
  it.each(files)('%s: %s', async (id, name) => {
    const adapter: Adapter = adapters[id];
    const context: DecodeContext = { request: { model, messages }, model, nowMs };
    const decoder = adapter.decodeStream(context);
    const sse = createSseDecoder({ maxEventBytes: 1_000_000 });
    const events = [...sse.push(new TextEncoder().encode(read(`${id}/${name}.sse`))), ...sse.end()];
    const chunks = [...events.flatMap((event) => decoder.decode(event)), ...decoder.end()];
    const relayed = chunks.flatMap(normaliseChunk).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);
    const client = openAiClient(`${relayed.join('')}data: [DONE]\n\n`);
    const params = { model, messages, stream_options: { include_usage: true } };
    const { choices, usage } = await client.chat.completions.stream(params).finalChatCompletion();
    const reply = { status: 200, headers: {}, body: read(`${id}/${name}.json`) };
    const ours = readWhole(adapter.decodeResponse(reply, context));
    expect(choices[0]?.message.content ?? '').toBe(ours.content);
    expect(choices[0]?.message.tool_calls ?? []).toMatchObject(ours.toolCalls);
    expect(choices[0]?.finish_reason).toBe(ours.finishReason);
    expect(usage).toEqual(ours.usage);
  });
});

describe('the requests are of the types that the vendors publish', () => {
  const request: ChatCompletionRequest = {
    model,
    messages: [{ role: 'system', content: 'Be brief.' }, ...messages],
    tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } }],
    reasoning_effort: 'low',
    max_tokens: 4_000,
  };
  const input = { request, model, baseUrl: 'https://provider.test', secret: 'none', maxOutputTokens: null };

  it('Anthropic', () => {
    const body: AnthropicRequest = encodeAnthropic(input);
    const typed: Anthropic.MessageCreateParams = body;
    expect(typed.max_tokens).toBe(4_000);
  });

  it('Gemini', () => {
    const body: GeminiRequest = encodeGemini(input);
    const { contents, generationConfig, systemInstruction, tools, toolConfig } = body;
    type Config = NonNullable<GenerateContentParameters['config']>;
    // The SDK's enums are names for the very words that go over the wire.
    const config = { ...generationConfig, systemInstruction, tools, toolConfig } as Config;
    const typed: GenerateContentParameters = { model, contents, config };
    expect(typed.contents).toHaveLength(1);
    expect(typed.config?.maxOutputTokens).toBe(4_000);
  });
});

function callsOf({ toolCalls }: { readonly toolCalls: readonly unknown[] }): unknown[] {
  const calls = toolCalls as { id: string; function: { name: string; arguments: string } }[];
  return calls.map(({ id, function: call }) => [id, call.name, JSON.parse(call.arguments)]);
}

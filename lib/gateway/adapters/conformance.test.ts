import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FailureKind, failureKinds, UpstreamError } from '../errors.ts';
import type { ChatCompletionChunk, ChatCompletionRequest } from '../schema/chat-completion.ts';
import { hasContent, isUsageChunk, normaliseChunk } from '../stream/chunk-content.ts';
import { createSseDecoder } from '../stream/sse-decoder.ts';
import type { SseEvent } from '../stream/sse-event.ts';
import type { Adapter, DecodeContext, EncodeInput } from './adapter.ts';
import { type AdapterId, adapterIds, adapters, findAdapter } from './index.ts';
import { readStreamed, readWhole } from './testing/accumulate.ts';

/** Where the recorded bytes of an adapter are. */
const fixtureFolders = {
  openai: 'openai',
  anthropic: 'anthropic',
  gemini: 'gemini',
  'openai-compatible': 'openai-compatible',
  // Speaks OpenAI's format to the letter.
  simulator: 'openai',
} as const satisfies Record<AdapterId, string>;

/** What every provider's recording of the same answer comes to. */
const paris = { name: 'get_weather', arguments: '{"city":"Paris"}' };
const rome = { name: 'get_weather', arguments: '{"city":"Rome"}' };
const silent = { content: '', reasoning: '', refusal: '', toolCalls: [] };
const answers = {
  text: { ...silent, content: 'Grüße, Welt! 👋', finishReason: 'stop', tokens: [12, 6, 0, 0] },
  tools: {
    ...silent,
    toolCalls: [{ id: 'call_Paris1', type: 'function', function: paris }],
    finishReason: 'tool_calls',
    tokens: [58, 15, 0, 0],
  },
  'parallel-tools': {
    ...silent,
    content: 'Two cities.',
    toolCalls: [
      { id: 'call_Paris1', type: 'function', function: paris },
      { id: 'call_Rome2', type: 'function', function: rome },
    ],
    finishReason: 'tool_calls',
    tokens: [61, 33, 0, 0],
  },
  'json-schema': { ...silent, content: '{"answer":42}', finishReason: 'stop', tokens: [40, 5, 0, 0] },
  thinking: {
    ...silent,
    reasoning: 'Two and two.',
    content: '4',
    finishReason: 'stop',
    tokens: [14, 9, 0, 7],
  },
  refusal: {
    ...silent,
    refusal: 'I cannot help with that.',
    // OpenAI ends a refusal with `stop`, Anthropic's is a content filter.
    finishReason: expect.stringMatching(/^(?:stop|content_filter)$/),
    tokens: [20, 7, 0, 0],
  },
  'content-filter': {
    ...silent,
    content: 'The first',
    finishReason: 'content_filter',
    tokens: [20, 2, 0, 0],
  },
  length: { ...silent, content: 'Once upon', finishReason: 'length', tokens: [9, 2, 0, 0] },
  'cached-usage': { ...silent, content: 'Yes.', finishReason: 'stop', tokens: [2006, 3, 1920, 0] },
};
type Case = keyof typeof answers;
const cases = Object.keys(answers) as Case[];

/** Answers that a provider cannot give. */
const impossible: Readonly<Record<string, readonly Case[]>> = {
  // OpenAI's chat completions never show their reasoning.
  openai: ['thinking'],
  // Gemini refuses in its text or by a filter.
  gemini: ['refusal'],
};

/** Kinds that the transport, the relay or the caller bring about, not a provider's words. */
const kindsOfOthers: readonly FailureKind[] = ['connection_failed', 'client_closed'];
const unreachable: Partial<Record<AdapterId, readonly FailureKind[]>> = {
  // A refusal at Anthropic is an answer.
  anthropic: ['content_filtered'],
};

interface ErrorFixture {
  readonly name: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly kind: FailureKind;
  readonly retryAfterMs?: number;
  readonly shouldRetry?: boolean;
}
interface InBandFixture {
  readonly name: string;
  readonly where: 'stream' | 'body';
  readonly event?: string;
  readonly data: string;
  readonly kind: FailureKind;
}

const nowMs = Date.parse('2026-11-21T12:00:00Z');
const secret = 'sk-the-secret-that-stays-home-0123456789';
const request: ChatCompletionRequest = { model: 'chat', messages: [{ role: 'user', content: 'Hi' }] };
const context: DecodeContext = { request, model: 'asked-model', nowMs };

const fixture = (id: AdapterId, name: string) =>
  new URL(`./fixtures/${fixtureFolders[id]}/${name}`, import.meta.url);
const readFixture = <T>(id: AdapterId, name: string): T =>
  JSON.parse(readFileSync(fixture(id, name), 'utf8'));
const reply = (body: string, status = 200) => ({ status, headers: {}, body });
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });

function eventsOf(bytes: Uint8Array, chunkSizes: readonly number[] = [bytes.length]): SseEvent[] {
  const decoder = createSseDecoder({ maxEventBytes: 1_000_000 });
  const events: SseEvent[] = [];
  for (let offset = 0, turn = 0; offset < bytes.length; turn += 1) {
    const size = chunkSizes[turn % chunkSizes.length] ?? 1;
    events.push(...decoder.push(bytes.subarray(offset, offset + size)));
    offset += size;
  }
  return [...events, ...decoder.end()];
}

function decodeAll(adapter: Adapter, events: readonly SseEvent[]): ChatCompletionChunk[] {
  const decoder = adapter.decodeStream(context);
  const chunks = events.flatMap((event) => decoder.decode(event));
  return [...chunks, ...decoder.end()].flatMap(normaliseChunk);
}

/** What goes wrong when a stream ends after these events; null when it is complete. */
function failureAtEnd(adapter: Adapter, events: readonly SseEvent[]): unknown {
  try {
    decodeAll(adapter, events);
    return null;
  } catch (error) {
    return error;
  }
}

function failureOf(act: () => unknown): UpstreamError {
  try {
    act();
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
  throw new Error('Nothing failed.');
}

describe('the registry', () => {
  it('finds each adapter by the id it carries, and no other', () => {
    for (const id of adapterIds) expect(findAdapter(id)).toBe(adapters[id]);
    expect(adapterIds.map((id) => adapters[id].id)).toEqual(adapterIds);
    expect(findAdapter('constructor')).toBeUndefined();
  });
});

describe.each(adapterIds)('%s', (id) => {
  const adapter: Adapter = adapters[id];
  const given = cases.filter((name) => !impossible[fixtureFolders[id]]?.includes(name));
  const errors = readFixture<ErrorFixture[]>(id, 'errors.json');
  const inBand = readFixture<InBandFixture[]>(id, 'in-band.json');

  it('has a recording of every answer that its provider can give', () => {
    for (const name of cases) expect(existsSync(fixture(id, `${name}.sse`))).toBe(given.includes(name));
  });

  describe.each(given)('%s', (name) => {
    const bytes = new Uint8Array(readFileSync(fixture(id, `${name}.sse`)));
    const whole = adapter.decodeResponse(reply(readFileSync(fixture(id, `${name}.json`), 'utf8')), context);
    const { tokens, toolCalls, ...expected } = answers[name];

    it('is read whole', () => {
      const answer = readWhole(whole);
      expect(answer).toMatchObject(expected);
      expect(answer.toolCalls).toMatchObject(toolCalls);
      const { usage } = answer;
      expect([
        usage?.prompt_tokens,
        usage?.completion_tokens,
        usage?.prompt_tokens_details?.cached_tokens ?? 0,
        usage?.completion_tokens_details?.reasoning_tokens ?? 0,
      ]).toEqual(tokens);
      expect(usage?.total_tokens).toBe((tokens[0] ?? 0) + (tokens[1] ?? 0));
    });

    it('says the same streamed as whole', () => {
      const streamed = readStreamed(decodeAll(adapter, eventsOf(bytes)));
      expect({ ...streamed, lists: comparable(streamed.lists) }).toEqual({
        ...readWhole(whole),
        lists: comparable(readWhole(whole).lists),
      });
    });

    it('comes in the canonical order', () => {
      const chunks = decodeAll(adapter, eventsOf(bytes));
      const usage = chunks.pop();
      const finish = chunks.pop();
      const role = chunks.shift();
      expect(role?.choices).toMatchObject([{ index: 0, delta: { role: 'assistant' }, finish_reason: null }]);
      expect(role === undefined || hasContent(role)).toBe(false);
      expect(finish?.choices).toMatchObject([{ index: 0, delta: {} }]);
      expect(finish?.choices[0]?.finish_reason).toBe(whole.choices[0]?.finish_reason);
      expect(usage !== undefined && isUsageChunk(usage)).toBe(true);
      for (const { choices } of chunks) {
        expect(choices).toHaveLength(1);
        expect(choices[0]?.finish_reason).toBeNull();
        expect(choices[0]?.delta.role).toBeUndefined();
      }
      expect(new Set(chunks.map(({ id: chunkId, created }) => `${chunkId} ${created}`)).size).toBeLessThan(2);
    });

    it('gives the same chunks at any chunk size', () => {
      const expectedChunks = decodeAll(adapter, eventsOf(bytes));
      fc.assert(
        fc.property(sizes, (chunkSizes) => {
          expect(decodeAll(adapter, eventsOf(bytes, chunkSizes))).toEqual(expectedChunks);
        }),
        { numRuns: 30 },
      );
    });

    it('ignores events that it does not know', () => {
      const unknown: SseEvent = { event: 'from_the_future', data: '{"type":"from_the_future","value":1}' };
      const events = eventsOf(bytes);
      expect(decodeAll(adapter, [unknown, ...events.flatMap((event) => [event, unknown])])).toEqual(
        decodeAll(adapter, events),
      );
    });

    it('is interrupted wherever it is cut before its end, and complete only with its finish reason', () => {
      const events = eventsOf(bytes);
      expect(failureAtEnd(adapter, events)).toBeNull();
      for (let length = 0; length < events.length; length += 1) {
        const cut = events.slice(0, length);
        const failure = failureAtEnd(adapter, cut);
        if (failure !== null) expect(failure).toMatchObject({ kind: 'stream_interrupted' });
        else expect(readStreamed(decodeAll(adapter, cut)).finishReason).not.toBeNull();
      }
      expect(failureAtEnd(adapter, events.slice(0, -3))).toMatchObject({ kind: 'stream_interrupted' });
    });
  });

  describe('errors', () => {
    it.each(errors)('$status, $name: $kind', ({ status, headers, body, kind, retryAfterMs, shouldRetry }) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const error = adapter.decodeError({ status, headers, body: text }, nowMs);
      expect(error).toBeInstanceOf(UpstreamError);
      expect(error).toMatchObject({ kind, status, retryAfterMs: retryAfterMs ?? null });
      expect(error.shouldRetry).toBe(shouldRetry ?? true);
      expect(error.message).toContain(`${adapter.label} answered ${status}`);
      expect(error.message).not.toMatch(/<html|sk-proj/);
      if (typeof body !== 'string') expect(error.body?.message).toBeTypeOf('string');
      if (kind === 'context_length_exceeded') expect(error.body).toMatchObject({ code: kind });
    });

    it.each(inBand)('in a $where of a 200, $name: $kind', ({ where, event, data, kind }) => {
      const error = failureOf(() => {
        if (where === 'body') return adapter.decodeResponse(reply(data), context);
        return adapter.decodeStream(context).decode({ event: event ?? null, data });
      });
      expect(error.kind).toBe(kind);
    });

    it('reach every kind that a provider can bring about', () => {
      const reached = new Set<FailureKind>([...errors, ...inBand].map(({ kind }) => kind));
      const elsewhere = [...kindsOfOthers, ...(unreachable[id] ?? [])];
      expect(failureKinds.filter((kind) => !reached.has(kind)).sort()).toEqual([...elsewhere].sort());
    });

    it('never throw while being read, whatever the bytes', () => {
      const bytes = fc.uint8Array({ maxLength: 200 }).map((raw) => new TextDecoder().decode(raw));
      const body = fc.oneof(
        bytes,
        fc.json(),
        fc.json().map((json) => `{"error":${json}}`),
        fc.json().map((json) => `[{"error":${json}}]`),
      );
      const headers = fc.dictionary(
        fc.constantFrom('retry-after', 'x-should-retry', 'x-ratelimit-reset'),
        fc.string(),
      );
      fc.assert(
        fc.property(fc.integer({ min: 100, max: 599 }), headers, body, (status, replyHeaders, text) => {
          const error = adapter.decodeError({ status, headers: replyHeaders, body: text }, nowMs);
          expect(failureKinds).toContain(error.kind);
          expect(error.status).toBe(status);
        }),
        { numRuns: 300 },
      );
    });
  });

  it('reads a body of any JSON as an answer or as a failure of the provider', () => {
    const shaped = fc
      .json()
      .map((json) => `{"type":"message","content":${json},"choices":${json},"candidates":${json}}`);
    fc.assert(
      fc.property(fc.oneof(fc.json(), shaped, fc.string()), (body) => {
        try {
          expect(adapter.decodeResponse(reply(body), context).object).toBe('chat.completion');
        } catch (error) {
          expect(error).toBeInstanceOf(UpstreamError);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('reads an event of any JSON as chunks, as damaged or as a failure, and nothing else', () => {
    const types = fc.constantFrom(
      'message_start',
      'content_block_start',
      'content_block_delta',
      'message_delta',
    );
    const shaped = fc
      .tuple(types, fc.json())
      .map(
        ([type, json]) =>
          `{"type":"${type}","index":0,"content_block":${json},"delta":${json},"choices":${json},"candidates":${json}}`,
      );
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.json(), shaped, fc.string()), { maxLength: 4 }), (events) => {
        const decoder = adapter.decodeStream(context);
        for (const data of events) {
          try {
            for (const chunk of decoder.decode({ event: null, data }).flatMap(normaliseChunk))
              hasContent(chunk);
          } catch (error) {
            if (!(error instanceof SyntaxError)) expect(error).toBeInstanceOf(UpstreamError);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  describe('encodeRequest', () => {
    const input = (extra: Partial<ChatCompletionRequest> = {}): EncodeInput => ({
      baseUrl: 'https://provider.test/v1',
      secret,
      model: 'some-model',
      maxOutputTokens: null,
      request: { ...request, ...extra },
    });

    it('carries the secret in one header, and nowhere else', () => {
      const calls = [adapter.encodeRequest(input()), adapter.encodeHealthCheck(input())];
      for (const { url, headers, body } of calls) {
        expect(`${url} ${body}`).not.toContain(secret);
        expect(Object.values(headers).filter((value) => value.includes(secret))).toHaveLength(1);
        expect(Object.keys(headers).every((name) => name === name.toLowerCase())).toBe(true);
      }
    });

    it('stays below the base URL, whatever the model is called', () => {
      const hostile = fc.constantFrom(
        '..',
        '../files',
        'a/../../b',
        './../..',
        'x?key=1',
        'x#y',
        '%2e%2e/x',
        '\\..\\x',
      );
      fc.assert(
        fc.property(fc.oneof(hostile, fc.string({ minLength: 1 })), (model) => {
          const strange = { ...input(), model };
          try {
            const { href } = new URL(adapter.encodeRequest(strange).url);
            expect(href.startsWith('https://provider.test/v1/')).toBe(true);
          } catch (error) {
            expect(error).toMatchObject({ kind: 'model_unavailable' });
          }
        }),
      );
    });

    it('sends the model of the target and no field that is for the gateway', () => {
      const extended = input({ models: ['a', 'b'], provider: { order: ['x'] } });
      const { url, body } = adapter.encodeRequest(extended);
      expect(`${url} ${body}`).toContain('some-model');
      const sent = JSON.parse(body ?? '');
      expect(sent).not.toHaveProperty('models');
      expect(sent).not.toHaveProperty('provider');
    });

    it('leaves the request as it was', () => {
      const frozen = deepFreeze(input({ stream: true, max_tokens: 5, stop: ['a'], tools: [weatherTool] }));
      expect(() => adapter.encodeRequest(frozen)).not.toThrow();
    });
  });
});

const weatherTool = {
  type: 'function' as const,
  function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};

/** OpenAI writes an empty list of annotations into whole answers only. */
function comparable(lists: Readonly<Record<string, readonly unknown[]>>) {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FailureKind, failureKinds, UpstreamError } from '../errors.ts';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';
import { hasContent, isUsageChunk, normaliseChunk } from '../stream/chunk-content.ts';
import type { SseEvent } from '../stream/sse-event.ts';
import type { Adapter, DecodeContext } from './adapter.ts';
import { adapterIds, adapters, findAdapter } from './index.ts';
import { readStreamed, readWhole } from './testing/accumulate.ts';
import {
  decodeAll as decodeEvents,
  eventsOf,
  failureAtEnd as failureOfEvents,
} from './testing/decode-events.ts';
import { failureOf } from './testing/failure-of.ts';
import {
  answers,
  cases,
  fixtureFolders,
  impossible,
  kindsOfOthers,
  ownRecordings,
  type RecordedAnswer,
  recording,
} from './testing/recordings.ts';
import { everythingSaid, failureFiles, type RecordedFailures, sharedErrors } from './testing/taxonomy.ts';

const nowMs = Date.parse('2026-11-21T12:00:00Z');
const request: ChatCompletionRequest = { model: 'chat', messages: [{ role: 'user', content: 'Hi' }] };
const context: DecodeContext = { request, model: 'asked-model', nowMs };

const readJson = <T>(file: URL): T => JSON.parse(readFileSync(file, 'utf8'));
const reply = (body: string, status = 200) => ({ status, headers: {}, body });
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });

const decodeAll = (adapter: Adapter, events: readonly SseEvent[]) => decodeEvents(adapter, context, events);
const failureAtEnd = (adapter: Adapter, events: readonly SseEvent[]) =>
  failureOfEvents(adapter, context, events);

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
  const files = failureFiles(id);
  const recorded: RecordedFailures = { errors: readJson(files.errors), inBand: readJson(files.inBand) };
  const errors = sharedErrors(id, recorded);
  const { inBand } = recorded;

  it('has a recording of every answer that its provider can give', () => {
    for (const name of cases) {
      expect(existsSync(recording(id, name, 'sse'))).toBe(given.includes(name));
      const own = existsSync(new URL(`./fixtures/${id}/${name}.sse`, import.meta.url));
      expect(own && fixtureFolders[id] !== id).toBe(ownRecordings[id]?.includes(name) ?? false);
    }
  });

  describe.each(given)('%s', (name) => {
    const bytes = new Uint8Array(readFileSync(recording(id, name, 'sse')));
    const whole = adapter.decodeResponse(reply(readFileSync(recording(id, name, 'json'), 'utf8')), context);
    const { tokens, toolCalls, finishReasons, ...expected }: RecordedAnswer = answers[name];

    it('is read whole', () => {
      const answer = readWhole(whole);
      expect(answer).toMatchObject(expected);
      expect(answer.toolCalls).toMatchObject(toolCalls);
      expect(finishReasons).toContain(answer.finishReason);
      const { usage } = answer;
      expect([
        usage?.prompt_tokens,
        usage?.completion_tokens,
        usage?.prompt_tokens_details?.cached_tokens ?? 0,
        usage?.completion_tokens_details?.reasoning_tokens ?? 0,
      ]).toEqual(tokens);
      expect(usage?.total_tokens).toBe(tokens[0] + tokens[1]);
    });

    it('says the same streamed as whole', () => {
      expect(readStreamed(decodeAll(adapter, eventsOf(bytes)))).toEqual(readWhole(whole));
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
      const reached = new Set<FailureKind>(everythingSaid(id, recorded).map(({ kind }) => kind));
      expect(failureKinds.filter((kind) => !reached.has(kind)).sort()).toEqual([...kindsOfOthers].sort());
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
          const wait = error.retryAfterMs ?? 0;
          expect(Number.isInteger(wait) && wait >= 0 && wait <= 31 * 86_400_000).toBe(true);
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
});

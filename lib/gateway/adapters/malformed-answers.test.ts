import { describe, expect, it } from 'vitest';
import type { Adapter, DecodeContext } from './adapter.ts';
import { type AdapterId, adapterIds, adapters } from './index.ts';
import { failureOf } from './testing/failure-of.ts';

const request: DecodeContext['request'] = { model: 'chat', messages: [{ role: 'user', content: 'Hi' }] };
const context: DecodeContext = { request, model: 'asked-model', nowMs: 5_000 };
const loose: readonly AdapterId[] = adapterIds.filter(
  (id) => !adapters[id].nativeOpenAi && id !== 'anthropic' && id !== 'gemini',
);

function read(id: AdapterId, body: unknown) {
  const adapter: Adapter = adapters[id];
  return adapter.decodeResponse({ status: 200, headers: {}, body: JSON.stringify(body) }, context);
}

describe.each(adapterIds)('a 200 of %s that is no answer', (id) => {
  const adapter: Adapter = adapters[id];

  it.each([
    ['nothing', '', 'with an empty body'],
    ['blank lines', ' \r\n\n', 'with an empty body'],
    ['a web page', '<!doctype html><title>Log in</title>', 'with a web page instead of JSON'],
    ['a web page behind blank lines', '\n\n<html>', 'with a web page instead of JSON'],
    ['an event stream', 'data: {"id":"1"}\n\n', 'with an event stream, which was not asked for'],
    ['an event stream that begins with a comment', ': hello\n\ndata: {}', 'with an event stream'],
    ['JSON that is cut off', '{"id":"x","choices":[{"index":0,"mess', 'with JSON that is cut off or damaged'],
    ['two answers', '{}{}', 'with JSON that is cut off or damaged'],
    ['a word', 'OK', 'with a body that is not a JSON object'],
    ['null', 'null', 'with a body that is not a JSON object'],
    ['a number', '42', 'with a body that is not a JSON object'],
    ['a text', '"hello"', 'with a body that is not a JSON object'],
    ['an empty list', '[]', 'with a body that is not a JSON object'],
    ['a list of an answer', '[{"choices":[]}]', 'with a body that is not a JSON object'],
    ['an empty object', '{}', ''],
    ['no choices', '{"id":"x","choices":[],"candidates":[],"content":null}', ''],
    ['choices that are no list', '{"choices":{"0":{}},"candidates":{},"type":"message"}', ''],
  ])('%s: a server error that says so', (_what, body, words) => {
    const error = failureOf(() => adapter.decodeResponse({ status: 200, headers: {}, body }, context));
    expect(error.kind).toBe('server_error');
    expect(error.message).toContain(`${adapter.label} answered 200 ${words}`);
    expect(error.message).not.toMatch(/<html|<!doctype/);
  });
});

describe.each(loose)('an answer of %s with a defect', (id) => {
  const adapter: Adapter = adapters[id];
  const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: { city: 'Rome' } } };

  it.each([
    ['stop', { content: 'Hi' }],
    ['tool_calls', { content: null, tool_calls: [call] }],
  ])('ends with %s where the reason is missing from a body that came whole', (reason, message) => {
    const answer = read(id, { choices: [{ message }] });
    expect(answer.choices[0]).toMatchObject({ index: 0, finish_reason: reason });
    expect(answer).toMatchObject({ id: 'chatcmpl-5000', created: 5, model: 'asked-model' });
  });

  it('writes the arguments of a call as a text', () => {
    const answer = read(id, { choices: [{ message: { tool_calls: [call] }, finish_reason: 'tool_calls' }] });
    expect(answer.choices[0]?.message.tool_calls?.[0]?.function.arguments).toBe('{"city":"Rome"}');
  });

  it('numbers the calls of a stream by their ids, else their numbers, else their order', () => {
    const decoder = adapter.decodeStream(context);
    const pieces = [
      { id: 'a', index: 0, function: { name: 'f', arguments: '' } },
      { index: 0, function: { arguments: '{}' } },
      { id: 'b', index: 0, function: { name: 'g', arguments: '' } },
      { function: { arguments: '[' } },
      { id: 'b', function: { arguments: ']' } },
      { id: 'a', index: 0, function: { arguments: ' ' } },
    ];
    const numbers = pieces.flatMap((piece) =>
      decoder
        .decode({
          event: null,
          data: JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [piece] } }] }),
        })
        .flatMap(({ choices }) => choices.flatMap(({ delta }) => delta.tool_calls ?? []))
        .map(({ index }) => index),
    );
    expect(numbers).toEqual([0, 0, 1, 1, 1, 0]);
  });

  it('is interrupted, not finished, when a stream ends without a reason', () => {
    const decoder = adapter.decodeStream(context);
    decoder.decode({ event: null, data: '{"choices":[{"index":0,"delta":{"content":"Hi"}}]}' });
    decoder.decode({ event: null, data: '[DONE]' });
    expect(failureOf(() => decoder.end()).kind).toBe('stream_interrupted');
  });
});

describe.each(adapterIds)('a web page in place of an error of %s', (id) => {
  const adapter: Adapter = adapters[id];
  const page =
    '\n<!DOCTYPE html><html><title>Attention Required! | Cloudflare</title><body>key sk-1</body></html>';

  it.each([
    [400, 'server_error'],
    [401, 'server_error'],
    [402, 'server_error'],
    [403, 'server_error'],
    [404, 'model_unavailable'],
    [407, 'server_error'],
    [413, 'payload_too_large'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [502, 'server_error'],
    [503, 'overloaded'],
    [504, 'timeout'],
    [522, 'timeout'],
    [302, 'server_error'],
  ])('%d is no verdict on key or request: %s', (status, kind) => {
    const error = adapter.decodeError({ status, headers: {}, body: page }, 0);
    expect(error.kind).toBe(kind);
    expect(error.body).toBeNull();
    expect(error.message).toBe(
      `${adapter.label} answered ${status}: a web page, as a proxy or a firewall on the way sends it.`,
    );
  });
});

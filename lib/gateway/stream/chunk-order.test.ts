import { describe, expect, it } from 'vitest';
import type { StreamDecoder } from '../adapters/adapter.ts';
import { createCanonicalStream } from './canonical-events.ts';

const envelope = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' };
const says = (delta: object, finish_reason: string | null = null, index = 0) => ({
  ...envelope,
  choices: [{ index, delta, finish_reason }],
});
const counts = (completion_tokens: number) => ({
  prompt_tokens: 1,
  completion_tokens,
  total_tokens: 1 + completion_tokens,
});
const usage = (completion_tokens: number) => ({
  ...envelope,
  choices: [],
  usage: counts(completion_tokens),
});
const role = says({ role: 'assistant', content: '' });

/** The JSON that goes out for these chunks of a provider that speaks OpenAI's dialect. */
function sent(...chunks: object[]): object[] {
  const decoder: StreamDecoder = { decode: ({ data }) => [JSON.parse(data)], end: () => [] };
  const stream = createCanonicalStream(decoder, true);
  const sse = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
  const events = [...stream.push(new TextEncoder().encode(sse)), ...stream.end()];
  return events.map(({ json }) => JSON.parse(json));
}

describe('a stream', () => {
  it('that is in order passes as it came, to the byte', () => {
    const decoder: StreamDecoder = { decode: ({ data }) => [JSON.parse(data)], end: () => [] };
    const json = '{ "choices": [{"index":0, "delta":{"role":"assistant","content":""}}], "id": "x"}';
    const stream = createCanonicalStream(decoder, true);
    const [event] = stream.push(new TextEncoder().encode(`data: ${json}\n\n`));
    expect(event?.json).toBe(json);
  });

  it('that leaves the role out is given one, for each choice, with what all its chunks carry', () => {
    const marked = { ...says({ content: 'a' }), system_fingerprint: 'fp' };
    expect(sent(marked, says({ content: 'b' }, null, 1))).toEqual([
      { ...role, system_fingerprint: 'fp' },
      marked,
      says({ role: 'assistant', content: '' }, null, 1),
      says({ content: 'b' }, null, 1),
    ]);
  });

  it('that repeats the role with each word says it once', () => {
    const word = (content: string) => says({ role: 'assistant', content });
    expect(sent(word('a'), word('b'))).toEqual([role, says({ content: 'a' }), says({ content: 'b' })]);
  });

  it('that counts along says the last count, at the end', () => {
    const counting = (content: string, tokens: number) => ({ ...says({ content }), usage: counts(tokens) });
    const last = { ...says({}, 'stop'), usage: counts(2) };
    const end = { ...says({}, 'stop'), usage: null };
    const words = ['a', 'b'].map((content) => ({ ...says({ content }), usage: null }));
    expect(sent(role, counting('a', 1), counting('b', 2), last)).toEqual([role, ...words, end, usage(2)]);
  });

  it('that counts before its end only says it at the end', () => {
    expect(sent(role, usage(1), says({ content: 'a' }), usage(2), says({}, 'stop'))).toEqual([
      role,
      says({ content: 'a' }),
      says({}, 'stop'),
      usage(2),
    ]);
  });

  it('that finishes or counts twice does so once', () => {
    expect(sent(role, says({}, 'stop'), says({}, 'stop'), usage(3), usage(3))).toEqual([
      role,
      says({}, 'stop'),
      usage(3),
    ]);
  });
});

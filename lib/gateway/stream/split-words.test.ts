import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatCompletionChunk } from '../schema/chat-completion.ts';
import {
  createTestGateway,
  hello,
  readReply,
  streamHead,
  streamPieces,
  testConfiguration,
  testTarget,
} from '../testing/test-gateway.ts';
import { wordsOf } from './split-words.ts';

const { role, text, finish, usage, done } = streamPieces;
const event = (delta: object, parts: object = {}) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'model-2026', choices: [{ index: 0, delta, finish_reason: null, ...parts }] })}\n\n`;

/** What a route that chunks so sends of a stream of these events. */
async function read(streamChunking: 'words' | 'as_sent', events: string[], adapter = 'openai-compatible') {
  const targets = [testTarget('first', { adapter })];
  const gateway = createTestGateway(testConfiguration(targets, { route: { streamChunking } }));
  gateway.transport.script('first.test', { ...streamHead, body: events.map((send) => ({ send })) });
  const asked = { ...hello, stream: true, stream_options: { include_usage: true } };
  return readReply(await gateway.call(asked));
}

describe('the words of a text', () => {
  it('are the text again, to the last character, and none is empty', () => {
    const unit = fc.oneof(
      fc.constantFrom(' ', '\n', '。', '好', 'é', '👩‍👧', 'กา', 'a', '\u{d83d}'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const words = wordsOf(units.join(''));
        expect(words.join('')).toBe(units.join(''));
        expect(words).not.toContain('');
      }),
    );
  });

  it.each([
    ['Hello, big world!\n', ['Hello,', ' big', ' world!', '\n']],
    ['  lead', ['  lead']],
    ['one', ['one']],
    ['', []],
    ['Grüße 👋🏽 naïve', ['Grüße', ' 👋🏽', ' naïve']],
    ['「今日は」good', ['「今日', 'は」', 'good']],
  ])('%j', (all, words) => expect(wordsOf(all)).toEqual(words));
});

describe('a route that chunks in words', () => {
  it('sends each word of text and reasoning as a chunk of its own, and everything else as it came', async () => {
    const call = { index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{"a b": 1}' } };
    const events = [
      role,
      event({ reasoning_content: 'Let me see' }),
      text('Good morning, all\n'),
      event({ tool_calls: [call] }),
    ];
    expect(await read('words', [...events, finish, usage, done])).toBe(
      [
        role,
        ...['Let', ' me', ' see'].map((word) => event({ reasoning_content: word })),
        ...['Good', ' morning,', ' all', '\n'].map(text),
        event({ tool_calls: [call] }),
        finish,
        usage,
        done,
      ].join(''),
    );
  });

  it('keeps a chunk with log probabilities whole: they belong to its tokens', async () => {
    const events = [role, event({ content: 'two words' }, { logprobs: { content: [{ token: 'two' }] } })];
    const sse = await read('words', [...events, finish, done]);
    expect(sse).toContain('"content":"two words"');
  });

  it('says what a route that does not says, whatever comes', async () => {
    const contents = fc.array(fc.string({ unit: fc.constantFrom('a', ' ', 'é', '\n', '好', '"', '😀') }));
    const texts = (sse: string) =>
      [...sse.matchAll(/^data: (\{.*\})$/gm)]
        .map(([, json]): ChatCompletionChunk => JSON.parse(json ?? ''))
        .map(({ choices }) => choices[0]?.delta.content ?? '')
        .join('');
    await fc.assert(
      fc.asyncProperty(contents, fc.constantFrom('openai', 'openai-compatible'), async (all, adapter) => {
        const events = [role, ...all.map(text), text('.'), finish, usage, done];
        expect(texts(await read('words', events, adapter))).toBe(`${all.join('')}.`);
      }),
      { numRuns: 60 },
    );
  });

  it('is asked for: a route passes the provider’s own bytes', async () => {
    const events = [role, text('Good  morning'), finish, usage, done];
    expect(await read('as_sent', events, 'openai')).toBe(events.join(''));
  });
});

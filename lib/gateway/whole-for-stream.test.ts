import { describe, expect, it } from 'vitest';
import {
  createTestGateway,
  hello,
  readReply,
  streamedAnswer,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from './testing/test-gateway.ts';

const noRetries = testConfiguration([testTarget('first'), testTarget('second')], {
  route: { numRetries: 0 },
});
const streamed = { ...hello, stream: true };
const eventsOf = (text: string) =>
  text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)));

describe('a provider that was asked to stream', () => {
  it('and answers with all at once, is told to the caller as a stream', async () => {
    const gateway = createTestGateway(noRetries);
    gateway.transport.script('first.test', wholeAnswer('Hello there'));
    const reply = await gateway.call(streamed);
    expect(reply.headers).toMatchObject({
      'content-type': expect.stringContaining('text/event-stream'),
      'x-understudy-provider': 'first',
    });
    const text = await readReply(reply);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    const choices = eventsOf(text).map((event) => [event.choices[0]?.delta, event.choices[0]?.finish_reason]);
    expect(choices).toEqual([
      [{ role: 'assistant', content: '' }, null],
      [{ content: 'Hello there' }, null],
      [{}, 'stop'],
    ]);
    expect(gateway.transport.callsTo('second.test')).toHaveLength(0);
    expect(gateway.records[0]).toMatchObject({
      status: 'ok',
      stream: true,
      usage: { output: 5, estimated: false },
    });
  });

  it.each(['off', 'replay', 'continue', 'buffer'] as const)(
    'the same under stream_recovery: %s',
    async (how) => {
      const route = { numRetries: 0, streamRecovery: how };
      const gateway = createTestGateway(testConfiguration([testTarget('first')], { route }));
      gateway.transport.script('first.test', wholeAnswer('Hello there'));
      const request = { ...streamed, stream_options: { include_usage: true } };
      const events = eventsOf(await readReply(await gateway.call(request)));
      expect(events.map((event) => event.choices[0]?.delta.content ?? '').join('')).toBe('Hello there');
      expect(events.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 5 } });
    },
  );

  it.each([
    ['an answer without a word', wholeAnswer('')],
    ['a web page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' }],
    ['an error in a 200', { status: 200, body: '{"error":{"message":"Oops","type":"server_error"}}' }],
    ['half an answer', { status: 200, body: '{"choices":[{"index":0,"message":{"content":"Hel' }],
  ])('and sends %s, is failed over from, unseen', async (_what, script) => {
    const gateway = createTestGateway(noRetries);
    gateway.transport.script('first.test', script);
    gateway.transport.script('second.test', streamedAnswer('Hi'));
    const reply = await gateway.call(streamed);
    expect(reply.headers['x-understudy-provider']).toBe('second');
    expect(await readReply(reply)).not.toMatch(/html|Oops|Hel/);
    expect(gateway.records[0]?.attempts[0]).toMatchObject({ kind: 'server_error', status: 200 });
  });

  it('is understood whatever the case of its content type', async () => {
    const gateway = createTestGateway(noRetries);
    const headers = { 'content-type': 'Text/Event-Stream; charset=UTF-8' };
    gateway.transport.script('first.test', { ...streamedAnswer('Hi'), headers });
    expect(await readReply(await gateway.call(streamed))).toContain('"Hi"');
  });
});

it('an event stream in answer to a request for a whole answer is a failure that says so', async () => {
  const gateway = createTestGateway(noRetries);
  gateway.transport.script('first.test', streamedAnswer('Hi'));
  gateway.transport.script('second.test', wholeAnswer('Hello'));
  const reply = await gateway.call(hello);
  expect(reply.headers['x-understudy-provider']).toBe('second');
});

import { describe, expect, it } from 'vitest';
import {
  hello,
  readReply,
  streamedAnswer,
  streamHead,
  streamPieces,
  testTarget,
} from '../testing/test-gateway.ts';
import { broken } from './testing/continuing.ts';
import { recovering } from './testing/recovering.ts';

const [first, second] = [testTarget('first'), testTarget('second')];
const streamed = { ...hello, stream: true };
const { role, text, finish, done } = streamPieces;

describe('a caller who leaves during a replay', () => {
  it.each([
    ['before it has begun', { hang: true as const }],
    ['while it is compared', { ...streamHead, body: [{ send: text('a') }, { waitMs: 9_000 }] }],
  ])('%s ends it at once and is recorded once, with everything closed', async (_, script) => {
    const gateway = recovering();
    gateway.transport.script('first.test', broken('abc'));
    gateway.transport.script('second.test', script);
    const sse = readReply(await gateway.call(streamed));
    await gateway.clock.advance(10);
    gateway.leave();
    expect(await sse).not.toContain('[DONE]');
    expect(gateway.transport.callsTo('second.test')[0]?.aborted).toBe(true);
    expect(gateway.records).toMatchObject([
      {
        status: 'canceled',
        attempts: [{ provider: 'first' }, { provider: 'second', kind: 'client_closed' }],
      },
    ]);
    expect(gateway.clock.pending()).toBe(0);
  });

  it('by return() alone is settled the same', async () => {
    const gateway = recovering();
    gateway.transport.script('first.test', broken('abc'));
    gateway.transport.script('second.test', { hang: true });
    const reply = await gateway.call(streamed);
    if (reply.body instanceof Uint8Array) throw new Error('expected a stream');
    const body = reply.body[Symbol.asyncIterator]();
    await body.next();
    const pending = body.next();
    await gateway.clock.advance(10);
    await body.return?.();
    expect((await pending).done).toBe(true);
    expect(gateway.records).toMatchObject([
      { status: 'canceled', attempts: [{}, { kind: 'client_closed' }] },
    ]);
    expect(gateway.clock.pending()).toBe(0);
  });
});

describe('a buffered stream', () => {
  const buffered = { streamRecovery: 'buffer' as const };

  it('sends nothing of an answer that breaks, and the next target’s answer whole', async () => {
    const gateway = recovering([first, second], buffered);
    gateway.transport.script('first.test', broken('Never', ' seen'));
    gateway.transport.script('second.test', streamedAnswer('Quite', ' different'));
    const reply = await gateway.call(streamed);
    expect(reply.headers['x-understudy-provider']).toBe('second');
    expect(await readReply(reply)).toBe(role + text('Quite') + text(' different') + finish + done);
    expect(gateway.records[0]).toMatchObject({
      status: 'ok',
      recovered: false,
      attempts: [
        { kind: 'stream_interrupted', usage: { output: 3, estimated: true } },
        { kind: null, usage: { output: 5 } },
      ],
    });
    expect(gateway.records[0]?.attempts[0]?.costNanoUsd).toBeGreaterThan(0n);
  });

  it('gives a clean error instead of a part when every target breaks', async () => {
    const gateway = recovering([first, second], buffered);
    gateway.transport.script('first.test', broken('a'));
    gateway.transport.script('second.test', broken('b'));
    const reply = await gateway.call(streamed);
    expect(reply.status).toBe(503);
    expect(reply.headers['content-type']).toBe('application/json');
  });

  it('is complete when only the end was missing', async () => {
    const gateway = recovering([first, second], buffered);
    const body = [{ send: role + text('All') + finish }, { cut: true as const }];
    gateway.transport.script('first.test', { ...streamHead, body });
    expect(await readReply(await gateway.call(streamed))).toBe(role + text('All') + finish + done);
    expect(gateway.transport.calls).toHaveLength(1);
    expect(gateway.clock.pending()).toBe(0);
  });
});

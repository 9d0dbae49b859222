import { describe, expect, it } from 'vitest';
import {
  createTestGateway,
  hello,
  readReply,
  streamedAnswer,
  streamHead,
  streamPieces,
  testConfiguration,
  testTarget,
} from './testing/test-gateway.ts';

const [first, second] = [testTarget('first'), testTarget('second')];
const twoTargets = testConfiguration([first, second]);
const unrecovered = testConfiguration([first, second], { route: { streamRecovery: 'off' } });
const noRetries = (targets = [first, second]) => testConfiguration(targets, { route: { numRetries: 0 } });
const streamed = { ...hello, stream: true };

describe('a stream', () => {
  it('passes as it came and ends with [DONE], without the usage nobody asked for', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', streamedAnswer('Hel', 'lo'));
    const text = await readReply(await gateway.call(streamed));
    const { role, finish, done } = streamPieces;
    expect(text).toBe(role + streamPieces.text('Hel') + streamPieces.text('lo') + finish + done);
    expect(gateway.records[0]).toMatchObject({
      status: 'ok',
      stream: true,
      usage: { output: 5, estimated: false },
    });
  });

  it('carries the usage chunk when the caller asked for it', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', streamedAnswer('Hi'));
    const request = { ...streamed, stream_options: { include_usage: true } };
    expect(await readReply(await gateway.call(request))).toContain(streamPieces.usage);
  });

  it('fails over unseen when the error comes inside a 200 before any content', async () => {
    const gateway = createTestGateway(noRetries());
    const body = [
      { send: streamPieces.role },
      { send: 'data: {"error":{"message":"Overloaded","code":503}}\n\n' },
    ];
    gateway.transport.script('first.test', { ...streamHead, body });
    gateway.transport.script('second.test', streamedAnswer('Hi'));
    const reply = await gateway.call(streamed);
    expect(reply.headers['x-understudy-provider']).toBe('second');
    expect(await readReply(reply)).not.toContain('Overloaded');
  });

  it('fails over when no first token comes in time, however many pings do', async () => {
    const gateway = createTestGateway(noRetries());
    const pings = Array.from({ length: 20 }, () => [{ waitMs: 1_000 }, { send: ': ping\n\n' }]).flat();
    gateway.transport.script('first.test', { ...streamHead, body: [{ send: streamPieces.role }, ...pings] });
    gateway.transport.script('second.test', streamedAnswer('Hi'));
    const reply = gateway.call(streamed);
    await gateway.clock.advance(10_000);
    expect((await reply).headers['x-understudy-provider']).toBe('second');
    expect(gateway.records).toHaveLength(0);
    await readReply(await reply);
    expect(gateway.records[0]?.attempts[0]?.kind).toBe('timeout');
  });

  it('that is cut after content ends with a typed error and no [DONE], and is recorded as partial', async () => {
    const gateway = createTestGateway(unrecovered);
    const body = [{ send: streamPieces.role + streamPieces.text('Half an ') }, { cut: true as const }];
    gateway.transport.script('first.test', { ...streamHead, body });
    const text = await readReply(await gateway.call(streamed));
    expect(text).not.toContain('[DONE]');
    const last = JSON.parse(text.trimEnd().split('\n\n').at(-1)?.slice('data: '.length) ?? '');
    expect(last.error).toMatchObject({
      code: 'stream_interrupted',
      understudy: { kind: 'stream_interrupted' },
    });
    expect(gateway.records[0]).toMatchObject({ status: 'partial', usage: { estimated: true, output: 2 } });
    expect(gateway.records[0]?.costNanoUsd).toBeGreaterThan(0n);
  });

  it('that stalls after content is cut off after idle_ms', async () => {
    const gateway = createTestGateway(unrecovered);
    gateway.transport.script('first.test', {
      ...streamHead,
      body: [{ send: streamPieces.text('Half') }, { waitMs: 99_000 }],
    });
    const text = readReply(await gateway.call(streamed));
    await gateway.clock.advance(15_000);
    expect(await text).toContain('stalled');
    expect(gateway.transport.calls[0]?.aborted).toBe(true);
  });

  it('is not cut off because its caller reads slowly', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', streamedAnswer('a', 'b'));
    const reply = await gateway.call(streamed);
    if (reply.body instanceof Uint8Array) throw new Error('expected a stream');
    const chunks = reply.body[Symbol.asyncIterator]();
    await chunks.next();
    await gateway.clock.advance(60_000);
    let rest = '';
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next())
      rest += new TextDecoder().decode(next.value);
    expect(rest).toContain('[DONE]');
  });

  it('whose caller leaves ends the upstream call at once and is recorded as canceled with what it cost', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', {
      ...streamHead,
      body: [{ send: streamPieces.text('Half') }, { waitMs: 9_000 }],
    });
    const reply = await gateway.call(streamed);
    const text = readReply(reply);
    await gateway.clock.advance(10);
    gateway.leave();
    await text;
    expect(gateway.transport.calls[0]?.aborted).toBe(true);
    expect(gateway.records[0]).toMatchObject({ status: 'canceled', errorKind: 'client_closed' });
    expect(gateway.clock.pending()).toBe(0);
  });

  it('whose mount never reads it is settled by return()', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', streamedAnswer('Hi'));
    const reply = await gateway.call(streamed);
    if (reply.body instanceof Uint8Array) throw new Error('expected a stream');
    await reply.body[Symbol.asyncIterator]().return?.();
    expect(gateway.records[0]).toMatchObject({ status: 'canceled' });
  });
});

describe('a caller who leaves', () => {
  it('stops retries and failovers at once', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', { hang: true });
    const reply = gateway.call(hello);
    await gateway.clock.advance(10);
    gateway.leave();
    expect((await reply).status).toBe(499);
    expect(gateway.transport.calls).toHaveLength(1);
    expect(gateway.transport.calls[0]?.aborted).toBe(true);
    expect(gateway.records[0]).toMatchObject({ status: 'canceled', httpStatus: 499 });
  });
});

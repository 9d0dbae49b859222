import { describe, expect, it } from 'vitest';
import {
  ableModel,
  createTestGateway,
  hello,
  readReply,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from './testing/test-gateway.ts';

const [first, second, third] = [testTarget('first'), testTarget('second'), testTarget('third')];
const twoTargets = testConfiguration([first, second]);
const noRetries = (targets = [first, second]) => testConfiguration(targets, { route: { numRetries: 0 } });
const overloaded = { status: 503, body: '{"error":{"message":"busy"}}' };

async function json(reply: Awaited<ReturnType<ReturnType<typeof createTestGateway>['call']>>) {
  return JSON.parse(await readReply(reply));
}

describe('a whole answer', () => {
  it('comes from the first target when it is well, as the provider sent it', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', wholeAnswer('Hi'));
    const reply = await gateway.call(hello);
    expect(await readReply(reply)).toBe(wholeAnswer('Hi').body);
    expect(reply.headers).toMatchObject({
      'x-understudy-provider': 'first',
      'x-understudy-route': 'chat',
      'x-understudy-attempts': '1',
      'x-understudy-failovers': '0',
      'x-understudy-cost-usd': '0.00002',
    });
  });

  it('comes from the next target when the first fails, and the record tells both', async () => {
    const gateway = createTestGateway(noRetries());
    gateway.transport.script('first.test', overloaded);
    gateway.transport.script('second.test', wholeAnswer('Rescued'));
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(200);
    expect(reply.headers['x-understudy-provider']).toBe('second');
    expect(reply.headers['x-understudy-failovers']).toBe('1');
    const [record] = gateway.records;
    expect(record?.attempts.map(({ provider, kind, status }) => [provider, kind, status])).toEqual([
      ['first', 'overloaded', 503],
      ['second', null, 200],
    ]);
    expect(record?.failoverEvents).toMatchObject([
      {
        primary: 'first/model',
        fallback: 'second/model',
        trigger: 'attempt',
        errorKind: 'overloaded',
        outcome: 'ok',
      },
    ]);
    expect(record?.costNanoUsd).toBe(20_000n);
    expect(gateway.failovers).toHaveLength(1);
    expect(gateway.clock.pending()).toBe(0);
  });

  it('is asked for again on the same target after a backoff, num_retries times', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', overloaded, wholeAnswer('Second try'));
    const reply = gateway.call(hello);
    await gateway.clock.advance(124);
    expect(gateway.transport.calls).toHaveLength(1);
    await gateway.clock.advance(2);
    expect((await reply).headers['x-understudy-provider']).toBe('first');
    expect(gateway.records[0]?.failovers).toBe(0);
    expect(gateway.records[0]?.overheadMs).toBe(0);
  });

  it('is not retried with num_retries 0, not even after a refused connection', async () => {
    const gateway = createTestGateway(noRetries());
    gateway.transport.script('first.test', { refuse: true });
    gateway.transport.script('second.test', wholeAnswer('Hi'));
    expect((await gateway.call(hello)).status).toBe(200);
    expect(gateway.transport.callsTo('first.test')).toHaveLength(1);
  });

  it('is asked for once more at once on a fresh connection after a refused one', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', { refuse: true }, wholeAnswer('Hi'));
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('first');
    expect(gateway.transport.calls.map((call) => call.options.freshConnection)).toEqual([false, true]);
  });

  it('counts as failed when it is empty', async () => {
    const gateway = createTestGateway(noRetries());
    gateway.transport.script('first.test', wholeAnswer(''));
    gateway.transport.script('second.test', wholeAnswer('Words'));
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('second');
    expect(gateway.records[0]?.attempts[0]?.kind).toBe('server_error');
  });

  it('that is compressed although nobody asked counts as failed', async () => {
    const gateway = createTestGateway(noRetries());
    gateway.transport.script('first.test', { ...wholeAnswer('Hi'), headers: { 'content-encoding': 'gzip' } });
    gateway.transport.script('second.test', wholeAnswer('Words'));
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('second');
  });

  it('is abandoned after response_ms and comes from the next target', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', { hang: true });
    gateway.transport.script('second.test', wholeAnswer('Late but there'));
    const reply = gateway.call(hello);
    await gateway.clock.advance(60_000);
    expect((await reply).headers['x-understudy-provider']).toBe('second');
    expect(gateway.transport.calls[0]?.aborted).toBe(true);
    expect(gateway.records[0]?.attempts[0]).toMatchObject({ kind: 'timeout', durationMs: 60_000 });
  });
});

describe('one clean error', () => {
  it('is 503 with retry-after when every target failed, and names each attempt', async () => {
    const gateway = createTestGateway(noRetries());
    gateway.transport.script('first.test', overloaded);
    gateway.transport.script('second.test', { status: 500, body: '<html>oops</html>' });
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(503);
    expect(Number(reply.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    const { error } = await json(reply);
    expect(error.code).toBe('all_targets_failed');
    expect(error.understudy.attempts.map((attempt: { kind: string }) => attempt.kind)).toEqual([
      'overloaded',
      'server_error',
    ]);
    expect(gateway.records[0]).toMatchObject({ status: 'error', httpStatus: 503, errorKind: 'server_error' });
  });

  it('is 504 when all timed out', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', { hang: true });
    gateway.transport.script('second.test', { hang: true });
    const reply = gateway.call(hello);
    await gateway.clock.advance(120_000);
    expect((await reply).status).toBe(504);
  });

  it("is the provider's own verdict on a bad request, without trying the next target", async () => {
    const gateway = createTestGateway(twoTargets);
    const body =
      '{"error":{"message":"temperature is too hot","type":"invalid_request_error","param":"temperature","code":"bad"}}';
    gateway.transport.script('first.test', { status: 400, body });
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(400);
    expect((await json(reply)).error).toMatchObject({
      message: 'temperature is too hot',
      param: 'temperature',
      code: 'bad',
      understudy: { origin: 'provider', kind: 'invalid_request' },
    });
    expect(gateway.transport.calls).toHaveLength(1);
  });

  it('is 502 when the provider refused our credential, never its own 401', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', { status: 401, body: '{"error":{"message":"bad key sk-123"}}' });
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(502);
    expect((await json(reply)).error.code).toBe('provider_authentication_failed');
    expect(gateway.transport.callsTo('second.test')).toHaveLength(0);
  });

  it('ends the whole request at total_ms, whatever the targets do', async () => {
    const timeouts = { connectMs: 1, firstTokenMs: 10_000, idleMs: 1, responseMs: 60_000, totalMs: 70_000 };
    const gateway = createTestGateway(testConfiguration([first, second, third], { route: { timeouts } }));
    for (const host of ['first.test', 'second.test', 'third.test'])
      gateway.transport.script(host, { hang: true });
    const reply = gateway.call(hello);
    await gateway.clock.advance(70_000);
    expect((await reply).status).toBe(504);
    expect(gateway.clock.pending()).toBe(0);
  });
});

describe('the plan', () => {
  it('never sends a picture to a model that cannot see, and says why it was passed over', async () => {
    const blind = testTarget('first', { facts: { ...ableModel, capabilities: new Set(['streaming']) } });
    const gateway = createTestGateway(testConfiguration([blind, second]));
    gateway.transport.script('second.test', wholeAnswer('A cat'));
    const content = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }];
    const reply = await gateway.call({ model: 'chat', messages: [{ role: 'user', content }] });
    expect(reply.headers['x-understudy-failovers']).toBe('0');
    expect(gateway.records[0]?.skipped).toEqual([
      { target: 'first/model', reason: 'capability', detail: 'vision' },
    ]);
  });

  it('refuses with what is missing when no target fits', async () => {
    const small = testTarget('first', { facts: { ...ableModel, contextWindow: 100 } });
    const gateway = createTestGateway(testConfiguration([small]));
    const reply = await gateway.call({
      model: 'chat',
      messages: [{ role: 'user', content: 'x'.repeat(4_000) }],
    });
    expect(reply.status).toBe(400);
    expect((await json(reply)).error.code).toBe('context_length_exceeded');
    expect(gateway.transport.calls).toHaveLength(0);
  });

  it('tries a larger window only, after a provider found the request too long', async () => {
    const small = testTarget('first', { facts: { ...ableModel, contextWindow: 8_000 } });
    const same = testTarget('second', { facts: { ...ableModel, contextWindow: 8_000 } });
    const large = testTarget('third', { facts: { ...ableModel, contextWindow: 64_000 } });
    const gateway = createTestGateway(testConfiguration([small, same, large]));
    const body =
      '{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}';
    gateway.transport.script('first.test', { status: 400, body });
    gateway.transport.script('third.test', wholeAnswer('Fits'));
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('third');
    expect(gateway.transport.callsTo('second.test')).toHaveLength(0);
  });
});

import { describe, expect, it } from 'vitest';
import type { Credential } from './configuration.ts';
import {
  ableModel,
  createTestGateway,
  hello,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from './testing/test-gateway.ts';

const key = { authorization: 'Bearer good-key' };
const batch = { headers: { ...key, 'x-understudy-latency-class': 'batch' } };
const prompt = { headers: { ...key, 'x-understudy-latency-class': 'interactive' } };
const slow = { ...wholeAnswer('Hi'), delayMs: 1_000 };
const capped = (name: string, maxParallelRequests: number) =>
  testTarget(name, { facts: { ...ableModel, maxParallelRequests } });
const metered = (name: string, limits: Partial<Credential>) =>
  testTarget(name, {
    credentials: [{ id: `cred_${name}`, name, secret: 'secret', weight: 1, rpm: null, tpm: null, ...limits }],
  });

function scene(...targets: ReturnType<typeof testTarget>[]) {
  const gateway = createTestGateway(testConfiguration(targets));
  for (const { provider } of targets) gateway.transport.script(`${provider.name}.test`, slow);
  const answered: string[] = [];
  const send = async (name: string, options: { headers: Record<string, string>; signal?: AbortSignal }) => {
    const reply = await gateway.call(hello, options);
    answered.push(`${name} ${reply.status} ${gateway.clock.monotonic()}`);
    return reply;
  };
  return { gateway, answered, send };
}

describe('batch calls', () => {
  it('leave a fifth of a target to the others, wait for the rest and are answered in the order they came', async () => {
    const { gateway, answered, send } = scene(capped('first', 5));
    for (let call = 1; call <= 6; call += 1) void send(`batch ${call}`, batch);
    void send('prompt', prompt);
    await gateway.clock.advance(0);
    expect(gateway.transport.calls).toHaveLength(5);
    await gateway.clock.advance(2_000);
    expect(answered.map((line) => line.replace(/ 200/, ''))).toEqual([
      'batch 1 1000',
      'batch 2 1000',
      'batch 3 1000',
      'batch 4 1000',
      'prompt 1000',
      'batch 5 2000',
      'batch 6 2000',
    ]);
    const waited = gateway.records.at(-1);
    expect(waited?.skipped).toEqual([
      { target: 'first/model', reason: 'no_headroom', detail: 'in flight 4 of 4' },
    ]);
    expect([waited?.overheadMs, waited?.durationMs, waited?.failovers]).toEqual([0, 2_000, 0]);
    expect(gateway.clock.pending()).toBe(0);
  });

  it('go to a target that has room before they wait', async () => {
    const { gateway, send } = scene(metered('first', { rpm: 5 }), testTarget('second'));
    for (let call = 0; call < 6; call += 1) void send('batch', batch);
    await gateway.clock.advance(1_000);
    expect(gateway.transport.callsTo('first.test')).toHaveLength(4);
    expect(gateway.transport.callsTo('second.test')).toHaveLength(2);
    expect(gateway.records.at(-1)).toMatchObject({ provider: 'second', failovers: 1 });
  });

  it('are not overtaken by later ones, but by calls that somebody waits for', async () => {
    const { gateway, answered, send } = scene(capped('first', 2));
    void send('batch 1', batch);
    void send('batch 2', batch);
    await gateway.clock.advance(999);
    void send('prompt 1', prompt);
    await gateway.clock.advance(1);
    void send('batch 3', batch);
    await gateway.clock.advance(5_000);
    expect(answered.map((line) => line.slice(0, -9))).toEqual(['batch 1', 'prompt 1', 'batch 2', 'batch 3']);
  });

  it('go as soon as the minute of an account allows, and keep what they were given', async () => {
    const { gateway, answered, send } = scene(metered('first', { rpm: 2 }));
    void send('batch 1', batch);
    void send('batch 2', batch);
    await gateway.clock.advance(60_999);
    expect(gateway.transport.calls).toHaveLength(1);
    await gateway.clock.advance(1);
    expect(gateway.transport.calls).toHaveLength(2);
    await gateway.clock.advance(1_000);
    expect(answered).toEqual(['batch 1 200 1000', 'batch 2 200 62000']);
  });

  it('wait for a credential that the provider asked to wait', async () => {
    const { gateway, send } = scene(metered('first', {}));
    const limited = { status: 429, headers: { 'retry-after': '20' }, body: '{}' };
    gateway.transport.script('first.test', limited, slow);
    await send('prompt', prompt);
    const reply = send('batch', batch);
    await gateway.clock.advance(19_999);
    expect(gateway.transport.calls).toHaveLength(1);
    await gateway.clock.advance(1_001);
    expect((await reply).status).toBe(200);
  });

  it('get 429 with the time of the next room when none comes before their time is over', async () => {
    const { gateway, answered, send } = scene(metered('first', { rpm: 2 }));
    const hurried = { headers: { ...batch.headers, 'x-understudy-timeout-ms': '90000' } };
    void send('batch 1', hurried);
    await gateway.clock.advance(30_000);
    const reply = send('batch 2', { headers: { ...batch.headers, 'x-understudy-timeout-ms': '20000' } });
    await gateway.clock.advance(0);
    expect((await reply).headers['retry-after']).toBe('31');
    expect(answered.at(-1)).toBe('batch 2 429 30000');

    const late = send('batch 3', { headers: { ...batch.headers, 'x-understudy-timeout-ms': '64000' } });
    await gateway.clock.advance(0);
    void send('prompt', prompt);
    await gateway.clock.advance(70_000);
    expect((await late).status).toBe(429);
    expect(answered.at(-1)).toBe('batch 3 429 62000');
    expect(gateway.records.at(-1)).toMatchObject({ errorKind: 'rate_limit_exceeded' });
    expect(gateway.clock.pending()).toBe(0);
  });

  it('leave the line when their caller leaves or the last credential is refused', async () => {
    const { gateway, answered, send } = scene(capped('first', 1));
    gateway.transport.script('first.test', { status: 401, body: '{}', delayMs: 1_000 });
    const caller = new AbortController();
    void send('prompt', prompt);
    void send('gone', { ...batch, signal: caller.signal });
    void send('batch', batch);
    await gateway.clock.advance(500);
    expect(gateway.core.health.headroom.queue.isWaitedFor('first/model')).toBe(true);
    caller.abort();
    await gateway.clock.advance(500);
    expect(gateway.core.health.headroom.queue.isWaitedFor('first/model')).toBe(false);
    expect(answered).toHaveLength(3);
    expect(gateway.transport.calls).toHaveLength(1);
    expect(gateway.clock.pending()).toBe(0);
  });
});

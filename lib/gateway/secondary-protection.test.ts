import { describe, expect, it } from 'vitest';
import type { Credential } from './configuration.ts';
import type { RequestRecord } from './request-record.ts';
import {
  ableModel,
  createTestGateway,
  hello,
  streamedAnswer,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from './testing/test-gateway.ts';

type TestGateway = ReturnType<typeof createTestGateway>;

const credential = (name: string, limits: Partial<Credential> = {}): Credential => ({
  id: `cred_${name}`,
  name,
  secret: `secret-${name}`,
  weight: 1,
  rpm: null,
  tpm: null,
  ...limits,
});
const overloaded = { status: 503, body: '{"error":{"message":"busy"}}' };
const limited = { status: 429, headers: { 'retry-after': '20' }, body: '{}' };
const slow = { ...wholeAnswer('Slow'), delayMs: 1_000 };
const primary = testTarget('primary');
const third = testTarget('third');
const withCap = (name: string, maxParallelRequests: number) =>
  testTarget(name, { facts: { ...ableModel, maxParallelRequests } });

/** So many calls at once, answered; gives the status of each. */
async function crowd(gateway: TestGateway, calls: number): Promise<number[]> {
  const replies = Array.from({ length: calls }, (_, turn) => {
    gateway.state.random = (turn * 0.618_033_988_749) % 1;
    return gateway.call(hello);
  });
  await gateway.clock.advance(5_000);
  return (await Promise.all(replies)).map(({ status }) => status);
}

const skipsOf = (record: RequestRecord | undefined) =>
  record?.skipped.map(({ target, reason, detail }) => `${target} ${reason}: ${detail}`);

const inUse = (gateway: TestGateway) =>
  Object.fromEntries(
    gateway.core.health.headroom.snapshot().map((use) => [`${use.limit} ${use.of}`, use.used]),
  );

describe('a primary that dies under two hundred calls at once', () => {
  const pool = [credential('a', { rpm: 60 }), credential('b', { rpm: 60 })];
  const second = testTarget('second', { credentials: pool });

  it('sends the secondary what its accounts may take, the next target the rest, and fails nobody', async () => {
    const gateway = createTestGateway(testConfiguration([primary, second, third]));
    gateway.transport.script('primary.test', overloaded);
    gateway.transport.script('second.test', wholeAnswer('Second'));
    gateway.transport.script('third.test', wholeAnswer('Third'));
    expect(new Set(await crowd(gateway, 200))).toEqual(new Set([200]));

    const bySecret = Map.groupBy(
      gateway.transport.callsTo('second.test'),
      ({ request }) => request.headers.authorization,
    );
    expect([...bySecret].map(([secret, calls]) => [secret, calls.length]).sort()).toEqual([
      ['Bearer secret-a', 60],
      ['Bearer secret-b', 60],
    ]);
    expect(gateway.transport.callsTo('third.test')).toHaveLength(80);
    const passed = gateway.records.filter(({ provider }) => provider === 'third');
    for (const record of passed)
      expect(skipsOf(record)?.at(-1)).toMatch(
        /^second\/model no_headroom: rpm of a: 60 of 60 until 2026-01-01T00:01:\d\d\.000Z; rpm of b: 60 of 60 until /,
      );
    expect(passed[0]?.failoverEvents.at(-1)).toMatchObject({
      primary: 'second/model',
      trigger: 'skip',
      errorKind: 'no_headroom',
    });

    await gateway.clock.advance(61_000);
    gateway.transport.script('primary.test', overloaded);
    expect(new Set(await crowd(gateway, 10))).toEqual(new Set([200]));
    expect(gateway.transport.callsTo('third.test')).toHaveLength(80);
  });

  it('gives back the room of every call, however it ended', async () => {
    const gateway = createTestGateway(testConfiguration([primary, withCap('second', 150), third]));
    gateway.transport.script('primary.test', overloaded);
    gateway.transport.script('second.test', slow, overloaded, { refuse: true }, slow);
    gateway.transport.script('third.test', wholeAnswer('Third'));
    expect(new Set(await crowd(gateway, 200))).toEqual(new Set([200]));
    expect(inUse(gateway)).toEqual({});
    expect(gateway.clock.pending()).toBe(0);
  });
});

describe('a storm of rate limits with a weak secondary', () => {
  it('reaches neither: the first is left alone for the time it named, the second is spared, everybody is answered', async () => {
    const weak = testTarget('weak', { credentials: [credential('w', { rpm: 5 })] });
    const gateway = createTestGateway(testConfiguration([primary, weak, third]));
    gateway.transport.script('primary.test', limited);
    gateway.transport.script('weak.test', wholeAnswer('Weak'));
    gateway.transport.script('third.test', wholeAnswer('Third'));
    expect(new Set(await crowd(gateway, 50))).toEqual(new Set([200]));
    const during = gateway.transport.callsTo('primary.test').length;
    for (let second = 0; second < 13; second += 1) {
      expect(new Set(await crowd(gateway, 20))).toEqual(new Set([200]));
      expect(gateway.transport.callsTo('weak.test').length).toBeLessThanOrEqual(
        5 * Math.ceil((second + 2) / 12),
      );
      if (second < 2) expect(gateway.transport.callsTo('primary.test')).toHaveLength(during);
    }
  });

  it('answers with one clean error and the time of the next room when there is no other target', async () => {
    const only = testTarget('only', { credentials: [credential('o', { rpm: 2 })] });
    const gateway = createTestGateway(testConfiguration([only]));
    gateway.transport.script('only.test', wholeAnswer('Hi'));
    expect((await crowd(gateway, 5)).sort()).toEqual([200, 200, 429, 429, 429]);
    const reply = await gateway.call(hello);
    expect([reply.status, reply.headers['retry-after']]).toEqual([429, '56']);
    expect(gateway.transport.calls).toHaveLength(2);
  });
});

describe('a target with a cap on calls in flight', () => {
  it('takes no more at once, a stream counting until its end, and says so', async () => {
    const gateway = createTestGateway(testConfiguration([withCap('first', 2), third]));
    gateway.transport.script('first.test', streamedAnswer('Hi'));
    gateway.transport.script('third.test', streamedAnswer('Third'));
    const stream = { ...hello, stream: true };
    const replies = [await gateway.call(stream), await gateway.call(stream), await gateway.call(stream)];
    expect(replies.map(({ headers }) => headers['x-understudy-provider'])).toEqual([
      'first',
      'first',
      'third',
    ]);
    expect(inUse(gateway)).toEqual({ 'in_flight first/model': 2 });
    const [first, , third3] = replies.map(({ body }) => {
      if (body instanceof Uint8Array) throw new Error('expected a stream');
      return body[Symbol.asyncIterator]();
    });
    await first?.return?.();
    await third3?.return?.();
    expect(skipsOf(gateway.records.at(-1))).toEqual(['first/model no_headroom: in flight 2 of 2']);
    expect((await gateway.call(stream)).headers['x-understudy-provider']).toBe('first');
  });
});

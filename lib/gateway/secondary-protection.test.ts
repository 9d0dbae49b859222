import { describe, expect, it } from 'vitest';
import { type Credential, routeDefaults } from './configuration.ts';
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

describe('a credential without room', () => {
  it('is passed over for another of the pool', async () => {
    const target = testTarget('first', {
      credentials: [credential('a', { rpm: 1, weight: 1_000 }), credential('b')],
    });
    const gateway = createTestGateway(testConfiguration([target]));
    gateway.state.random = 0;
    gateway.transport.script('first.test', wholeAnswer('Hi'));
    for (let call = 0; call < 3; call += 1) await gateway.call(hello);
    expect(gateway.records.map(({ attempts }) => attempts[0]?.credential)).toEqual(['a', 'b', 'b']);
  });

  it('is known by the tokens that were really used, not by what a call might have used', async () => {
    const target = testTarget('first', { credentials: [credential('a', { tpm: 1_200 })] });
    const gateway = createTestGateway(testConfiguration([target]));
    gateway.transport.script('first.test', wholeAnswer('Fifteen tokens'));
    // Each asks for about 1,030 tokens; two at once are too many.
    const both = [gateway.call(hello), gateway.call(hello)];
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 429]);
    expect(gateway.core.health.headroom.snapshot()).toEqual([
      { limit: 'tpm', of: 'cred_a', used: 15, max: 1_200 },
    ]);
    expect((await gateway.call(hello)).status).toBe(200);
  });

  it('is not asked again before the provider said so, whatever came with the answer', async () => {
    const gateway = createTestGateway(testConfiguration([primary, third]));
    const spent = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '30s' };
    const answer = wholeAnswer('Last one');
    gateway.transport.script(
      'primary.test',
      { ...answer, headers: { ...answer.headers, ...spent } },
      wholeAnswer('Back'),
    );
    gateway.transport.script('third.test', wholeAnswer('Third'));
    await gateway.call(hello);
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('third');
    expect(skipsOf(gateway.records[1])).toEqual([
      'primary/model no_headroom: provider on main: 0 requests left until 2026-01-01T00:00:30.000Z',
    ]);
    await gateway.clock.advance(30_000);
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('primary');
  });

  it('is asked again after exactly the wait that the provider named, whatever its resets say', async () => {
    const gateway = createTestGateway(testConfiguration([primary, third]));
    const headers = {
      'retry-after': '2',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '50s',
    };
    gateway.transport.script('primary.test', { status: 429, headers, body: '{}' }, wholeAnswer('Hi'));
    const reply = gateway.call(hello);
    await gateway.clock.advance(2_000);
    expect((await reply).headers['x-understudy-provider']).toBe('primary');
  });

  it('lets no more calls go at once than the provider said were left', async () => {
    const gateway = createTestGateway(testConfiguration([primary, third]));
    const few = { 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': '30s' };
    const answer = wholeAnswer('Hi');
    gateway.transport.script('primary.test', { ...answer, headers: { ...answer.headers, ...few } }, slow);
    gateway.transport.script('third.test', wholeAnswer('Third'));
    await gateway.call(hello);
    await crowd(gateway, 20);
    expect(gateway.transport.callsTo('primary.test')).toHaveLength(4);
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

describe('an interactive call that is asked to wait', () => {
  const route = { latencyClass: 'interactive' as const };
  const shortWait = { status: 429, headers: { 'retry-after-ms': '1000' }, body: '{}' };

  async function answeredBy(
    second: ReturnType<typeof testTarget>,
    prepare: (gateway: TestGateway) => Promise<unknown>,
  ) {
    const gateway = createTestGateway(
      testConfiguration([primary, second], { route: { ...route, numRetries: 1 } }),
    );
    gateway.transport.script('second.test', wholeAnswer('Second'));
    gateway.transport.script('primary.test', wholeAnswer('Hi'));
    await prepare(gateway);
    gateway.transport.script('primary.test', shortWait, wholeAnswer('After the wait'));
    const reply = gateway.call(hello);
    await gateway.clock.advance(1_000);
    return (await reply).headers['x-understudy-provider'];
  }

  it('goes to another target that is healthy', async () => {
    expect(await answeredBy(testTarget('second'), async () => {})).toBe('second');
  });

  it('waits when the other has no room', async () => {
    const full = testTarget('second', { credentials: [credential('s', { rpm: 1 })] });
    const usedUp = (gateway: TestGateway) => {
      gateway.transport.script('primary.test', overloaded);
      return crowd(gateway, 1);
    };
    expect(await answeredBy(full, usedUp)).toBe('primary');
  });

  it('waits when the circuit of the other is open', async () => {
    const open = async (gateway: TestGateway) => {
      const { breaker } = gateway.core.health;
      for (let failure = 0; failure < 3; failure += 1)
        breaker.tryAcquire('second/model', routeDefaults.breaker, 'last')?.fail('overloaded');
    };
    expect(await answeredBy(testTarget('second'), open)).toBe('primary');
  });
});

import { describe, expect, it } from 'vitest';
import { routeDefaults } from './configuration.ts';
import {
  createTestGateway,
  hello,
  streamedAnswer,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from './testing/test-gateway.ts';

const first = testTarget('first');
const second = testTarget('second');
const overloaded = { status: 503, body: '{"error":{"message":"busy"}}' };
const patientBreaker = { ...routeDefaults.breaker, consecutiveFailures: 1_000, minimumRequests: 1_000 };

/** A different number each time, the same in each run. */
function countingRandom() {
  let turn = 0;
  return () => {
    turn += 1;
    return (turn * 0.618_033_988_749) % 1;
  };
}

type TestGateway = ReturnType<typeof createTestGateway>;

/** Five calls a second for `forMs`; gives the provider of each answer. */
async function steadyTraffic(
  gateway: TestGateway,
  forMs: number,
  next = countingRandom(),
): Promise<string[]> {
  const everyMs = 200;
  const replies: ReturnType<TestGateway['call']>[] = [];
  for (let passedMs = 0; passedMs < forMs; passedMs += everyMs) {
    gateway.state.random = next();
    replies.push(gateway.call(hello));
    await gateway.clock.advance(everyMs);
  }
  await gateway.clock.advance(1_000);
  return (await Promise.all(replies)).map((reply) => String(reply.headers['x-understudy-provider']));
}

describe('a primary that fails for a minute under steady traffic', () => {
  it('gets a handful of calls, the caller sees nothing, and it serves again within 30 s of its recovery', async () => {
    const gateway = createTestGateway(testConfiguration([first, second]));
    gateway.transport.script('first.test', overloaded);
    gateway.transport.script('second.test', wholeAnswer('Rescued'));
    // The second probe comes just before the recovery: the longest wait there can be, but for the jitter.
    const during = await steadyTraffic(gateway, 61_000, () => 0.5);
    expect(during).toHaveLength(305);
    expect(new Set(during)).toEqual(new Set(['second']));
    expect(gateway.transport.callsTo('first.test').length).toBeLessThanOrEqual(6);

    gateway.transport.script('first.test', wholeAnswer('Back'));
    const after = await steadyTraffic(gateway, 45_000);
    expect(after.indexOf('first')).toBeLessThan(30 * 5);
    const ramp = after.slice(after.indexOf('first'), after.indexOf('first') + 50);
    const early = ramp.slice(0, 25).filter((provider) => provider === 'first').length;
    const late = ramp.slice(25).filter((provider) => provider === 'first').length;
    expect(early).toBeLessThan(late);
    expect(late).toBeLessThan(25);
    expect(new Set(after.slice(-10))).toEqual(new Set(['first']));
    expect(gateway.clock.pending()).toBe(0);
  });

  it('is asked no more often when it comes and goes', async () => {
    const gateway = createTestGateway(testConfiguration([first, second]));
    const flapping = Array.from({ length: 40 }, (_, turn) =>
      turn % 4 === 3 ? wholeAnswer('Up') : overloaded,
    );
    gateway.transport.script('first.test', ...flapping);
    gateway.transport.script('second.test', wholeAnswer('Rescued'));
    const answers = await steadyTraffic(gateway, 60_000);
    expect(answers.every((provider) => provider === 'first' || provider === 'second')).toBe(true);
    expect(gateway.transport.callsTo('first.test').length).toBeLessThanOrEqual(12);
  });
});

describe('a primary of which every second call fails', () => {
  it('is opened by the failure rate though it never fails three times in a row', async () => {
    const configuration = testConfiguration([first, second], { route: { numRetries: 0 } });
    const gateway = createTestGateway(configuration);
    const turns = Array.from({ length: 100 }, (_, turn) => (turn % 2 === 0 ? wholeAnswer('Hi') : overloaded));
    gateway.transport.script('first.test', ...turns);
    gateway.transport.script('second.test', wholeAnswer('Rescued'));
    const answers = await steadyTraffic(gateway, 12_000);
    expect(gateway.transport.callsTo('first.test')).toHaveLength(20);
    expect(new Set(answers.slice(20))).toEqual(new Set(['second']));
    expect(gateway.core.health.breaker.circuits().get('first/model')).toMatchObject({
      state: 'open',
      reason: 'overloaded',
    });
  });
});

describe('a target that ramps up', () => {
  async function ramping(random: number) {
    const gateway = createTestGateway(testConfiguration([first, second], { route: { numRetries: 0 } }));
    gateway.transport.script('first.test', overloaded, overloaded, overloaded, wholeAnswer('Back'));
    gateway.transport.script('second.test', wholeAnswer('Rescued'));
    for (let call = 0; call < 3; call += 1) await gateway.call(hello);
    await gateway.clock.advance(33_000);
    await gateway.call(hello);
    gateway.state.random = random;
    return gateway;
  }

  it('is passed over by the calls that it does not take yet, and says so', async () => {
    const gateway = await ramping(0.9);
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('second');
    expect(gateway.records.at(-1)?.skipped).toEqual([
      { target: 'first/model', reason: 'circuit_open', detail: 'ramping up' },
    ]);
  });

  it('takes the call after all when every other target fails', async () => {
    const gateway = await ramping(0.9);
    gateway.transport.script('second.test', overloaded);
    const reply = await gateway.call(hello);
    expect([reply.status, reply.headers['x-understudy-provider']]).toEqual([200, 'first']);
    expect(gateway.records.at(-1)?.attempts.map(({ provider }) => provider)).toEqual(['second', 'first']);
  });

  it('takes the call at once when the caller wants no failover', async () => {
    const gateway = await ramping(0.9);
    const reply = await gateway.call(hello, {
      headers: { authorization: 'Bearer good-key', 'x-understudy-no-failover': 'true' },
    });
    expect(reply.headers['x-understudy-provider']).toBe('first');
  });

  it('is left alone again after one failure', async () => {
    const gateway = await ramping(0);
    gateway.transport.script('first.test', overloaded);
    await gateway.call(hello);
    const calls = gateway.transport.callsTo('first.test').length;
    await steadyTraffic(gateway, 20_000);
    expect(gateway.transport.callsTo('first.test')).toHaveLength(calls);
  });
});

describe('a storm of failures', () => {
  const route = { numRetries: 2, breaker: patientBreaker };

  it('is not made worse: retries stop after a few, and the record says why', async () => {
    const gateway = createTestGateway(testConfiguration([first, second], { route }));
    gateway.transport.script('first.test', overloaded);
    gateway.transport.script('second.test', wholeAnswer('Rescued'));
    const storm = Array.from({ length: 200 }, () => gateway.call(hello));
    await gateway.clock.advance(10_000);
    const answers = await Promise.all(storm);
    expect(new Set(answers.map((reply) => reply.status))).toEqual(new Set([200]));
    const retries = gateway.transport.callsTo('first.test').length - 200;
    expect(retries).toBeGreaterThan(0);
    expect(retries).toBeLessThan(20);
    const denied = gateway.records.filter(({ attempts }) =>
      attempts[0]?.message?.endsWith('(not retried: retry budget)'),
    );
    expect(denied.length).toBeGreaterThan(150);
    expect(denied[0]?.attempts).toHaveLength(2);
  });

  it('leaves each retry to itself again once the provider is well', async () => {
    const gateway = createTestGateway(testConfiguration([first], { route }));
    gateway.transport.script('first.test', ...Array(9).fill(overloaded), wholeAnswer('Well'));
    await steadyTraffic(gateway, 5_000);
    gateway.transport.script('first.test', overloaded, wholeAnswer('Second try'));
    await gateway.clock.advance(10_000);
    const reply = gateway.call(hello);
    await gateway.clock.advance(1_000);
    expect((await reply).headers['x-understudy-provider']).toBe('first');
  });

  it('counts the reconnect after a refused connection', async () => {
    const gateway = createTestGateway(testConfiguration([first, second], { route }));
    gateway.transport.script('first.test', { refuse: true });
    gateway.transport.script('second.test', wholeAnswer('Rescued'));
    await Promise.all(Array.from({ length: 100 }, () => gateway.call(hello)));
    expect(gateway.transport.callsTo('first.test').length).toBeLessThan(120);
  });

  it('counts a call as in flight until its stream is over', async () => {
    const gateway = createTestGateway(testConfiguration([first], { route }));
    gateway.transport.script('first.test', streamedAnswer('Hi'));
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => gateway.call({ ...hello, stream: true })),
    );
    const budget = gateway.core.health.retryBudget;
    const granted = () => {
      const tickets = Array.from({ length: 20 }, () => budget.tryRetry(first.provider.id)).filter(
        (t) => t !== null,
      );
      for (const ticket of tickets) ticket.release();
      return tickets.length;
    };
    expect(granted()).toBe(7);
    for (const { body } of replies) {
      if (body instanceof Uint8Array) throw new Error('expected a stream');
      await body[Symbol.asyncIterator]().return?.();
    }
    expect(granted()).toBe(3);
  });
});

import { describe, expect, it } from 'vitest';
import { routeDefaults } from './configuration.ts';
import {
  createTestGateway,
  hello,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from './testing/test-gateway.ts';

type TestGateway = ReturnType<typeof createTestGateway>;

const overloaded = { status: 503, body: '{"error":{"message":"busy"}}' };
const primary = testTarget('primary');

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
    const full = testTarget('second', {
      credentials: [{ id: 'cred_s', name: 's', secret: 's', weight: 1, rpm: 1, tpm: null }],
    });
    const usedUp = async (gateway: TestGateway) => {
      gateway.transport.script('primary.test', overloaded);
      const reply = gateway.call(hello);
      await gateway.clock.advance(1_000);
      expect((await reply).headers['x-understudy-provider']).toBe('second');
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

import { describe, expect, it } from 'vitest';
import type { Timeouts } from './configuration.ts';
import { routeGateway } from './testing/route-gateway.ts';
import { hello, readReply, streamHead, streamPieces, testTarget } from './testing/test-gateway.ts';

const [first, second] = [testTarget('first'), testTarget('second')];
const hasty = { headers: { authorization: 'Bearer good-key', 'x-understudy-timeout-ms': '50' } };
const within = (totalMs: number): { timeouts: Timeouts } => ({
  timeouts: { connectMs: 3_000, firstTokenMs: 10_000, idleMs: 15_000, responseMs: 60_000, totalMs },
});

describe('the time for the whole request', () => {
  it('that a caller cuts short counts against no target, however often', async () => {
    const gateway = routeGateway([first]);
    gateway.transport.script('first.test', { hang: true });
    for (let request = 0; request < 5; request += 1) {
      const reply = gateway.call(hello, hasty);
      await gateway.clock.advance(50);
      expect((await reply).status).toBe(504);
    }
    expect(gateway.transport.calls).toHaveLength(5);
    expect(gateway.core.health.breaker.circuits().get('first/model')).toMatchObject({
      state: 'closed',
      failures: 0,
    });
    expect(gateway.records[0]?.attempts).toMatchObject([{ kind: 'timeout', durationMs: 50 }]);
  });

  it('that the operator set counts against a target that let all of it pass', async () => {
    const gateway = routeGateway([first], within(5_000));
    gateway.transport.script('first.test', { hang: true });
    for (let request = 0; request < 3; request += 1) {
      const reply = gateway.call(hello);
      await gateway.clock.advance(5_000);
      expect((await reply).status).toBe(504);
    }
    expect(gateway.core.health.breaker.opensAgainAt('first/model')).not.toBeNull();
  });

  it('counts against nobody who only got what another had left of it', async () => {
    const gateway = routeGateway([first, second], within(61_000));
    gateway.transport.script('first.test', { hang: true });
    gateway.transport.script('second.test', { hang: true });
    for (let request = 0; request < 3; request += 1) {
      const reply = gateway.call(hello);
      await gateway.clock.advance(61_000);
      expect((await reply).status).toBe(504);
    }
    expect(gateway.core.health.breaker.opensAgainAt('first/model')).not.toBeNull();
    expect(gateway.core.health.breaker.opensAgainAt('second/model')).toBeNull();
  });

  it('counts against no target whose words came to the end', async () => {
    const gateway = routeGateway([first], { ...within(4_000), streamRecovery: 'off' });
    const words = Array.from({ length: 9 }, () => [{ send: streamPieces.text('a ') }, { waitMs: 900 }]);
    gateway.transport.script('first.test', { ...streamHead, body: words.flat() });
    for (let request = 0; request < 3; request += 1) {
      const sse = readReply(await gateway.call({ ...hello, stream: true }));
      await gateway.clock.advance(4_000);
      expect(await sse).toContain('whole request was over');
    }
    expect(gateway.records[0]).toMatchObject({ status: 'partial', errorKind: 'timeout' });
    expect(gateway.core.health.breaker.circuits().get('first/model')).toMatchObject({ failures: 0 });
  });
});

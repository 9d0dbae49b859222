import { describe, expect, it } from 'vitest';
import {
  createTestGateway,
  hello,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from './testing/test-gateway.ts';

const [first, second] = [testTarget('first'), testTarget('second')];
const twoTargets = testConfiguration([first, second]);
const noRetries = (targets = [first, second]) => testConfiguration(targets, { route: { numRetries: 0 } });
const overloaded = { status: 503, body: '{"error":{"message":"busy"}}' };

describe('a refused credential', () => {
  const pool = [
    { id: 'cred_a', name: 'a', secret: 'secret-a', weight: 1, rpm: null, tpm: null },
    { id: 'cred_b', name: 'b', secret: 'secret-b', weight: 1, rpm: null, tpm: null },
  ];

  it('is replaced by another of the pool within the request and not used again', async () => {
    const target = testTarget('first', { credentials: pool });
    const gateway = createTestGateway(testConfiguration([target, second]));
    gateway.state.random = 0;
    gateway.transport.script('first.test', { status: 401, body: '{}' }, wholeAnswer('Hi'));
    expect((await gateway.call(hello)).status).toBe(200);
    expect((await gateway.call(hello)).status).toBe(200);
    expect(gateway.transport.calls.map((call) => call.request.headers.authorization)).toEqual([
      'Bearer secret-a',
      'Bearer secret-b',
      'Bearer secret-b',
    ]);
    expect(gateway.credentialsOut).toEqual([{ provider: 'first', credential: 'a', kind: 'authentication' }]);
  });

  it('puts its target out for later requests, as a visible skip that is a failover', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('first.test', { status: 401, body: '{}' });
    gateway.transport.script('second.test', wholeAnswer('Hi'));
    expect((await gateway.call(hello)).status).toBe(502);
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(200);
    expect(reply.headers['x-understudy-failovers']).toBe('1');
    expect(gateway.records[1]?.skipped).toMatchObject([
      { target: 'first/model', reason: 'no_usable_credential' },
    ]);
  });

  it('is routed around at once when the route asks for that', async () => {
    const gateway = createTestGateway(
      testConfiguration([first, second], { route: { rescueAuthenticationFailures: true } }),
    );
    gateway.transport.script('first.test', { status: 401, body: '{}' });
    gateway.transport.script('second.test', wholeAnswer('Hi'));
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('second');
  });
});

describe('a rate limit', () => {
  it('with a short named wait is obeyed exactly, then retried', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script(
      'first.test',
      { status: 429, headers: { 'retry-after-ms': '2000' }, body: '{}' },
      wholeAnswer('Hi'),
    );
    const reply = gateway.call(hello);
    await gateway.clock.advance(1_999);
    expect(gateway.transport.calls).toHaveLength(1);
    await gateway.clock.advance(1);
    expect((await reply).headers['x-understudy-provider']).toBe('first');
  });

  it('with a longer wait fails over and benches the credential until then', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script(
      'first.test',
      { status: 429, headers: { 'retry-after': '60' }, body: '{}' },
      wholeAnswer('Back'),
    );
    gateway.transport.script('second.test', wholeAnswer('Hi'));
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('second');
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('second');
    expect(gateway.records[1]?.skipped).toMatchObject([{ reason: 'credential_benched' }]);
    await gateway.clock.advance(60_000);
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('first');
    expect(gateway.transport.callsTo('first.test')).toHaveLength(2);
  });
});

describe('a rate limit of one account of several', () => {
  const pool = ['a', 'b'].map((name) => ({
    id: `cred_${name}`,
    name,
    secret: `secret-${name}`,
    weight: 1,
    rpm: null,
    tpm: null,
  }));
  const limited = { status: 429, headers: { 'retry-after': '60' }, body: '{}' };

  it('is left to the others at once, within the request and after it', async () => {
    const gateway = createTestGateway(
      testConfiguration([testTarget('first', { credentials: pool }), second]),
    );
    gateway.state.random = 0;
    gateway.transport.script('first.test', limited, wholeAnswer('Hi'));
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('first');
    await gateway.call(hello);
    expect(gateway.records.map(({ attempts }) => attempts.map(({ credential }) => credential))).toEqual([
      ['a', 'b'],
      ['b'],
    ]);
  });

  it('is a retry like any other: none when the route wants none, and then the next target', async () => {
    const target = testTarget('first', { credentials: pool });
    const gateway = createTestGateway(noRetries([target, second]));
    gateway.transport.script('first.test', limited, wholeAnswer('Hi'));
    gateway.transport.script('second.test', wholeAnswer('Rescued'));
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('second');
  });
});

describe('a circuit that an operator holds open', () => {
  it('is passed over, the record saying until when, even when nothing says when it ends', async () => {
    const gateway = createTestGateway(twoTargets);
    gateway.transport.script('second.test', wholeAnswer('Hi'));
    const { breaker } = gateway.core.health;
    breaker.forceOpen('first/model', { until: gateway.clock.now() + 60_000, reason: null });
    await gateway.call(hello);
    breaker.forceOpen('first/model', { until: null, reason: 'maintenance' });
    expect((await gateway.call(hello)).status).toBe(200);
    expect(gateway.records.map(({ skipped }) => skipped[0]?.detail)).toEqual([
      'held open by an operator until 2026-01-01T00:01:00.000Z',
      'held open by an operator',
    ]);
  });
});

describe('the circuit breaker', () => {
  it('opens after three failures, spares the primary, probes it once after the cooldown and returns to it', async () => {
    const gateway = createTestGateway(noRetries());
    gateway.transport.script('first.test', overloaded, overloaded, overloaded, wholeAnswer('Well again'));
    gateway.transport.script('second.test', wholeAnswer('Hi'));
    for (let request = 0; request < 10; request += 1) await gateway.call(hello);
    expect(gateway.transport.callsTo('first.test')).toHaveLength(3);
    expect(gateway.records[9]?.skipped).toMatchObject([{ target: 'first/model', reason: 'circuit_open' }]);
    expect(gateway.records[9]?.failoverEvents).toMatchObject([
      { trigger: 'skip', errorKind: 'circuit_open', latencyDeltaMs: null },
    ]);
    await gateway.clock.advance(30_000);
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('first');
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('second');
    expect(gateway.records.at(-1)?.skipped).toMatchObject([{ reason: 'circuit_open', detail: 'ramping up' }]);
    await gateway.clock.advance(10_000);
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('first');
  });

  it('lets one call through when every circuit of the plan is open', async () => {
    const gateway = createTestGateway(noRetries([first]));
    gateway.transport.script('first.test', overloaded, overloaded, overloaded, wholeAnswer('Well again'));
    for (let request = 0; request < 3; request += 1) expect((await gateway.call(hello)).status).toBe(503);
    expect((await gateway.call(hello)).status).toBe(200);
    expect(gateway.records[3]?.failoverEvents).toEqual([]);
  });
});

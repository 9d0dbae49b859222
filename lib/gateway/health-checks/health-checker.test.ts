import { describe, expect, it } from 'vitest';
import type { Configuration, Provider } from '../configuration.ts';
import type { BodyStep } from '../testing/scripted-transport.ts';
import {
  createTestGateway,
  hello,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from '../testing/test-gateway.ts';

const models = { status: 200, body: '{"object":"list","data":[]}' };

function checked(configuration: Configuration | null) {
  const gateway = createTestGateway(configuration);
  const { transport, core } = gateway;
  return {
    ...gateway,
    checker: core.healthChecker,
    /** Hosts in the order in which they were called. */
    hosts: () => transport.calls.map(({ request }) => new URL(request.url).host),
    states: () => core.health.checks.snapshot().map(({ provider, state }) => `${provider} ${state}`),
  };
}

const withProvider = (name: string, parts: Partial<Provider>) => {
  const target = testTarget(name);
  return { ...target, provider: { ...target.provider, ...parts } };
};

describe('background health checks', () => {
  it('call nobody before they are started, and nobody while there is no configuration', async () => {
    const { checker, clock, hosts, state } = checked(testConfiguration([testTarget('one')]));
    await clock.advance(120_000);
    expect(hosts()).toEqual([]);
    state.configuration = null;
    checker.start();
    await clock.advance(120_000);
    expect(hosts()).toEqual([]);
  });

  it('ask every provider that a route names, with each of its credentials, for its list of models', async () => {
    const credential = (name: string) => ({
      id: `cred_${name}`,
      name,
      secret: `secret-${name}`,
      weight: 1,
      rpm: null,
      tpm: null,
    });
    const pool = testTarget('pool', { credentials: [credential('a'), credential('b')] });
    const configuration = testConfiguration([testTarget('one'), pool], {
      route: { contextWindowFallbacks: [testTarget('long')], contentPolicyFallbacks: [testTarget('free')] },
    });
    const unnamed = testTarget('unnamed').provider;
    const providers = new Map([...configuration.providers, ['unnamed', unnamed]]);
    const { checker, clock, transport, hosts, records, states } = checked({ ...configuration, providers });
    for (const name of ['one', 'pool', 'long', 'free']) transport.script(`${name}.test`, models);
    checker.start();
    await clock.advance(1_000);
    expect(hosts().sort()).toEqual(['free.test', 'long.test', 'one.test', 'pool.test', 'pool.test']);
    expect(transport.callsTo('pool.test').map(({ request }) => request)).toMatchObject([
      { method: 'GET', url: 'https://pool.test/v1/models', headers: { authorization: 'Bearer secret-a' } },
      { method: 'GET', url: 'https://pool.test/v1/models', headers: { authorization: 'Bearer secret-b' } },
    ]);
    expect(states()).toEqual(['one ok', 'pool ok', 'pool ok', 'long ok', 'free ok']);
    expect(records).toEqual([]);
    await checker.stop();
  });

  it.each([
    [0, 27_000],
    [0.999999, 33_000],
  ])('come again about every 30 s, with chance %f after %i ms', async (random, pauseMs) => {
    const { checker, clock, transport, hosts, state } = checked(testConfiguration([testTarget('one')]));
    transport.script('one.test', models);
    state.random = random;
    checker.start();
    await clock.advance(1_000);
    expect(hosts()).toHaveLength(1);
    await clock.advance(pauseMs - 1_100);
    expect(hosts()).toHaveLength(1);
    await clock.advance(200);
    expect(hosts()).toHaveLength(2);
    await checker.stop();
  });

  it('are made once where address and secret are the same', async () => {
    const shared = [{ id: 'cred_x', name: 'x', secret: 'same', weight: 1, rpm: null, tpm: null }];
    const twin = withProvider('twin', { baseUrl: 'https://one.test/v1', credentials: shared });
    const { checker, clock, transport, hosts, states } = checked(
      testConfiguration([testTarget('one', { credentials: shared }), twin]),
    );
    transport.script('one.test', models);
    checker.start();
    await clock.advance(1_000);
    expect(hosts()).toEqual(['one.test']);
    expect(states()).toEqual(['one ok', 'twin ok']);
    await checker.stop();
  });

  it('are no burst at a start with five hundred providers, and never more than eight at once', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `p${index}`);
    const { checker, clock, transport, hosts } = checked(
      testConfiguration(names.map((name) => testTarget(name))),
    );
    for (const name of names) transport.script(`${name}.test`, { ...models, delayMs: 200 });
    let most = 0;
    let inFlight = 0;
    const { send } = transport;
    Object.assign(transport, {
      send: async (...call: Parameters<typeof send>) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        try {
          return await send(...call);
        } finally {
          inFlight -= 1;
        }
      },
    });
    checker.start();
    await clock.advance(1_000);
    expect(hosts().length).toBeGreaterThan(5);
    expect(hosts().length).toBeLessThan(30);
    await clock.advance(25_000);
    expect(new Set(hosts()).size).toBeGreaterThan(350);
    await clock.advance(10_000);
    expect(new Set(hosts()).size).toBe(500);
    expect(most).toBeLessThanOrEqual(8);
    await checker.stop();
  });

  it('follow the configuration: a new provider is checked at once, one that left is forgotten', async () => {
    const { checker, clock, transport, hosts, state, states } = checked(
      testConfiguration([testTarget('one')]),
    );
    transport.script('one.test', models);
    transport.script('two.test', models);
    checker.start();
    await clock.advance(1_000);
    state.configuration = testConfiguration([testTarget('two')]);
    await clock.advance(1_500);
    expect(hosts()).toEqual(['one.test', 'two.test']);
    expect(states()).toEqual(['two ok']);
    await clock.advance(300_000);
    expect(hosts().filter((host) => host === 'one.test')).toHaveLength(1);
    await checker.stop();
  });

  it('do not begin again when the configuration changes elsewhere', async () => {
    const { checker, clock, transport, hosts, state } = checked(testConfiguration([testTarget('one')]));
    transport.script('one.test', models);
    checker.start();
    await clock.advance(1_000);
    state.configuration = testConfiguration([testTarget('one')], { route: { numRetries: 3 } });
    await clock.advance(10_000);
    expect(hosts()).toEqual(['one.test']);
    await checker.stop();
  });

  it('leave out a provider whose operator wants none', async () => {
    const { checker, clock, hosts, states } = checked(
      testConfiguration([withProvider('quiet', { healthCheck: false })]),
    );
    checker.start();
    await clock.advance(120_000);
    expect([hosts(), states()]).toEqual([[], []]);
    await checker.stop();
  });

  it('give up on a provider that does not answer within 10 s, and say since when', async () => {
    const { checker, clock, transport, core, healthEvents } = checked(testConfiguration([testTarget('one')]));
    transport.script('one.test', { hang: true });
    const startedAt = clock.now();
    checker.start();
    await clock.advance(11_000);
    expect(transport.calls[0]?.aborted).toBe(true);
    const [report] = core.health.checks.snapshot();
    expect(report).toMatchObject({ state: 'unreachable', reason: expect.stringContaining('10000 ms') });
    expect((report?.since ?? 0) - startedAt).toBeLessThan(11_000);
    expect(healthEvents).toEqual([]);
    await checker.stop();
  });

  it('read no more than a megabyte of a list that never ends, and count it as an answer', async () => {
    const { checker, clock, transport, states } = checked(testConfiguration([testTarget('one')]));
    const piece: BodyStep = { send: 'x'.repeat(64 * 1024) };
    transport.script('one.test', { status: 200, body: Array.from({ length: 10_000 }, () => piece) });
    checker.start();
    await clock.advance(1_000);
    expect(transport.calls[0]?.aborted).toBe(true);
    expect(states()).toEqual(['one ok']);
    await checker.stop();
  });

  it('end a body that stalls with the 10 s of the check, and count it as an answer', async () => {
    const { checker, clock, transport, states } = checked(testConfiguration([testTarget('one')]));
    transport.script('one.test', { status: 200, body: [{ send: '{' }, { waitMs: 3_600_000 }] });
    checker.start();
    await clock.advance(11_000);
    expect(transport.calls[0]?.aborted).toBe(true);
    expect(states()).toEqual(['one ok']);
    await checker.stop();
  });

  it('tell once that an endpoint is unreachable and once that it is back, and fail no request', async () => {
    const { checker, clock, transport, healthEvents, call, core, records } = checked(
      testConfiguration([testTarget('one')]),
    );
    transport.script('one.test', { refuse: true });
    checker.start();
    await clock.advance(120_000);
    expect(healthEvents).toMatchObject([{ type: 'endpoint_unreachable', provider: 'one' }]);
    // Twenty failed checks would have opened the circuit: they are not traffic.
    expect(core.health.breaker.circuits().size).toBe(0);
    transport.script('one.test', wholeAnswer('Hi'));
    expect((await call(hello)).status).toBe(200);
    expect(records).toHaveLength(1);
    await clock.advance(40_000);
    expect(healthEvents).toMatchObject([{}, { type: 'endpoint_reachable', provider: 'one' }]);
    await checker.stop();
  });

  it('tell that an outage is over when its provider leaves the configuration', async () => {
    const { checker, clock, healthEvents, state } = checked(testConfiguration([testTarget('one')]));
    checker.start();
    await clock.advance(60_000);
    state.configuration = testConfiguration([testTarget('two')]);
    await clock.advance(1_000);
    expect(healthEvents.filter((event) => 'since' in event && event.provider === 'one')).toMatchObject([
      { type: 'endpoint_unreachable' },
      { type: 'endpoint_reachable', reason: expect.stringContaining('No route') },
    ]);
    await checker.stop();
  });

  it.each([429, 500, 503])('note a %i and conclude nothing from it', async (status) => {
    const { checker, clock, transport, states, healthEvents, hosts } = checked(
      testConfiguration([testTarget('one')]),
    );
    transport.script('one.test', { status, body: '{"error":{"message":"later"}}' });
    checker.start();
    await clock.advance(100_000);
    expect(states()).toEqual(['one unknown']);
    expect(healthEvents).toEqual([]);
    expect(hosts().length).toBeGreaterThan(2);
    await checker.stop();
  });

  it('leave no timer and no call behind when they are stopped', async () => {
    const { checker, clock, transport } = checked(testConfiguration([testTarget('one'), testTarget('two')]));
    transport.script('one.test', { hang: true });
    transport.script('two.test', models);
    checker.start();
    await clock.advance(1_000);
    await checker.stop();
    expect(clock.pending()).toBe(0);
    expect(transport.callsTo('one.test')[0]?.aborted).toBe(true);
    const calls = transport.calls.length;
    await clock.advance(120_000);
    expect(transport.calls).toHaveLength(calls);
  });
});

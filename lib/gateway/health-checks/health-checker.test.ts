import { describe, expect, it } from 'vitest';
import { createCheckedGateway, credential, models, targetOf } from '../testing/checked-gateway.ts';
import { testConfiguration, testTarget } from '../testing/test-gateway.ts';

describe('background health checks', () => {
  it('call nobody before they are started, and nobody while there is no configuration', async () => {
    const { checker, clock, hosts, state } = createCheckedGateway(testConfiguration([testTarget('one')]));
    await clock.advance(120_000);
    expect(hosts()).toEqual([]);
    state.configuration = null;
    checker.start();
    await clock.advance(120_000);
    expect(hosts()).toEqual([]);
  });

  it('ask every provider that a route names, with each of its credentials, for its list of models', async () => {
    const pool = testTarget('pool', { credentials: [credential('a'), credential('b')] });
    const configuration = testConfiguration([testTarget('one'), pool], {
      route: { contextWindowFallbacks: [testTarget('long')], contentPolicyFallbacks: [testTarget('free')] },
    });
    const unnamed = testTarget('unnamed').provider;
    const providers = new Map([...configuration.providers, ['unnamed', unnamed]]);
    const { checker, clock, transport, hosts, records, states } = createCheckedGateway({
      ...configuration,
      providers,
    });
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
    const { checker, clock, transport, hosts, state } = createCheckedGateway(
      testConfiguration([testTarget('one')]),
    );
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
    const shared = [credential('x')];
    const twin = targetOf('twin', { baseUrl: 'https://one.test/v1', credentials: shared });
    const { checker, clock, transport, hosts, states } = createCheckedGateway(
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
    const { checker, clock, transport, hosts } = createCheckedGateway(
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
    const { checker, clock, transport, hosts, state, states } = createCheckedGateway(
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
    const { checker, clock, transport, hosts, state } = createCheckedGateway(
      testConfiguration([testTarget('one')]),
    );
    transport.script('one.test', models);
    checker.start();
    await clock.advance(1_000);
    state.configuration = testConfiguration([testTarget('one')], { route: { numRetries: 3 } });
    await clock.advance(10_000);
    expect(hosts()).toEqual(['one.test']);
    await checker.stop();
  });

  it('leave out a provider whose operator wants none', async () => {
    const { checker, clock, hosts, states } = createCheckedGateway(
      testConfiguration([targetOf('quiet', { healthCheck: false })]),
    );
    checker.start();
    await clock.advance(120_000);
    expect([hosts(), states()]).toEqual([[], []]);
    await checker.stop();
  });

  it('leave no timer and no call behind when they are stopped', async () => {
    const { checker, clock, transport } = createCheckedGateway(
      testConfiguration([testTarget('one'), testTarget('two')]),
    );
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

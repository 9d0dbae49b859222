import { describe, expect, it } from 'vitest';
import { createCheckedGateway, credential, models, targetOf } from '../testing/checked-gateway.ts';
import { hello, testConfiguration, testTarget, wholeAnswer } from '../testing/test-gateway.ts';

const badKey = { status: 401, body: '{"error":{"message":"Incorrect API key","code":"invalid_api_key"}}' };
const checked = (...names: string[]) =>
  createCheckedGateway(testConfiguration(names.map((name) => testTarget(name))));

describe('a credential that the provider refuses', () => {
  it('is found by a check before a caller meets it, and told once', async () => {
    const { checker, clock, transport, call, core, credentialsOut, events, records } = checked(
      'dead',
      'well',
    );
    transport.script('dead.test', badKey);
    transport.script('well.test', wholeAnswer('Hi'));
    checker.start();
    await clock.advance(600_000);
    expect(core.health.checks.snapshot()[0]).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('Incorrect API key'),
    });
    expect(credentialsOut).toEqual([{ provider: 'dead', credential: 'main', kind: 'authentication' }]);
    expect(events()).toEqual(['credential_refused dead']);
    expect((await call(hello)).status).toBe(200);
    expect(records[0]).toMatchObject({
      attempts: [{ provider: 'well' }],
      skipped: [{ target: 'dead/model', reason: 'no_usable_credential' }],
    });
    await checker.stop();
  });

  it('is asked about ever more rarely, and returns by itself when the provider takes it again', async () => {
    const { checker, clock, transport, call, checksOf, events, states } = checked('dead');
    transport.script('dead.test', badKey);
    checker.start();
    await clock.advance(3_600_000);
    // 30, 60, 120 and 240 s, then every 300 s.
    expect(checksOf('dead')).toBeGreaterThan(12);
    expect(checksOf('dead')).toBeLessThan(18);
    transport.script('dead.test', wholeAnswer('Back'));
    await clock.advance(330_000);
    expect(states()).toContain('dead ok');
    expect(events()).toEqual(['credential_refused dead', 'credential_restored dead']);
    expect((await call(hello)).status).toBe(200);
    await checker.stop();
  });

  it('is known by Gemini’s 400 too', async () => {
    const gateway = createCheckedGateway(testConfiguration([testTarget('google', { adapter: 'gemini' })]));
    const invalid = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' };
    const body = JSON.stringify({
      error: { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid.', details: [invalid] },
    });
    gateway.transport.script('google.test', { status: 400, body });
    gateway.core.healthChecker.start();
    await gateway.clock.advance(1_000);
    expect(gateway.states()).toEqual(['google refused']);
    await gateway.core.healthChecker.stop();
  });

  it('is looked at within a second when a caller meets the refusal, and returns once a check was refused too', async () => {
    const { checker, clock, transport, call, checksOf, events, states } = checked('turned');
    transport.script('turned.test', models);
    checker.start();
    await clock.advance(1_000);
    transport.script('turned.test', badKey);
    expect((await call(hello)).status).toBe(502);
    await clock.advance(1_000);
    expect(checksOf('turned')).toBe(2);
    expect(states()).toContain('turned refused');
    transport.script('turned.test', wholeAnswer('Back'));
    await clock.advance(33_000);
    expect((await call(hello)).status).toBe(200);
    await clock.advance(1_000);
    expect(events()).toEqual(['credential_refused turned', 'credential_restored turned']);
    await checker.stop();
  });

  it('whose list is open to anybody costs a caller ever more rarely, at most one in an hour', async () => {
    const { checker, clock, transport, call, state } = checked('open');
    transport.script('open.test', models);
    checker.start();
    await clock.advance(1_000);
    const { send } = transport;
    Object.assign(transport, {
      send: async (...parts: Parameters<typeof send>) => {
        transport.script('open.test', parts[0].method === 'GET' ? models : badKey);
        return send(...parts);
      },
    });
    const refusedPosts = () => transport.calls.filter(({ request }) => request.method === 'POST').length;
    state.random = 0;
    for (let minute = 0; minute < 120; minute += 1) {
      await call(hello);
      await clock.advance(60_000);
    }
    const inTwoHours = refusedPosts();
    expect(inTwoHours).toBeGreaterThan(4);
    expect(inTwoHours).toBeLessThan(14);
    for (let minute = 0; minute < 120; minute += 1) {
      await call(hello);
      await clock.advance(60_000);
    }
    expect(refusedPosts() - inTwoHours).toBeLessThanOrEqual(2);
    await checker.stop();
  });

  it('is a new chance when its secret is replaced', async () => {
    const { checker, clock, transport, events, state, states } = checked('dead');
    transport.script('dead.test', badKey);
    checker.start();
    await clock.advance(1_000);
    transport.script('dead.test', models);
    const replaced = { ...credential('main', 'new'), id: 'cred_dead' };
    state.configuration = testConfiguration([testTarget('dead', { credentials: [replaced] })]);
    await clock.advance(1_500);
    expect(states()).toContain('dead ok');
    expect(events()).toEqual(['credential_refused dead', 'credential_restored dead']);
    await checker.stop();
  });

  it('stays out of quota although the list answers', async () => {
    const { checker, clock, transport, call, core } = checked('poor');
    transport.script('poor.test', models);
    checker.start();
    await clock.advance(1_000);
    const spent =
      '{"error":{"message":"quota","type":"insufficient_quota","code":"credit_balance_exhausted"}}';
    transport.script('poor.test', { status: 429, body: spent });
    await call(hello);
    transport.script('poor.test', models);
    await clock.advance(120_000);
    const [credential] = testTarget('poor').provider.credentials;
    if (credential === undefined) expect.unreachable();
    expect(core.health.bench.pick([credential], 'model', new Set())).toMatchObject({
      reason: 'credential_benched',
    });
    await checker.stop();
  });
});

describe('an endpoint that offers no list of models', () => {
  it.each([403, 404, 405, 501])(
    'is left alone after one %i, until the configuration changes it',
    async (status) => {
      const { checker, clock, transport, call, checksOf, state, states, credentialsOut } = checked('bare');
      transport.script('bare.test', { status, body: '{"error":{"message":"no"}}' });
      checker.start();
      await clock.advance(3_600_000);
      expect(checksOf('bare')).toBe(1);
      expect(states()).toContain('bare left_alone');
      expect(credentialsOut).toEqual([]);
      transport.script('bare.test', wholeAnswer('Hi'));
      expect((await call(hello)).status).toBe(200);
      state.configuration = testConfiguration([targetOf('bare', { baseUrl: 'https://bare.test/v2' })]);
      await clock.advance(1_500);
      expect(checksOf('bare')).toBe(2);
      expect(states()).toContain('bare ok');
      await checker.stop();
    },
  );
});

import { afterAll, beforeEach, expect, test } from 'vitest';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { UpstreamError } from '../../gateway/errors.ts';
import { consoleFixture, upstreamResponse } from '../testing/console-fixture.ts';
import { createProvider } from './create-provider.ts';
import { createProviderInput, testProviderInput, testResult } from './schema.ts';
import { testProvider } from './test-provider.ts';

const database = await withTestDatabase();
afterAll(database.stop);

let fixture = consoleFixture(database);
beforeEach(async () => {
  await database.truncate();
  fixture = consoleFixture(database);
});

const admin = () => fixture.as('admin');
const run = async (fields: Record<string, unknown>) =>
  testResult.parse(await testProvider(admin(), testProviderInput.parse({ adapter: 'openai', ...fields })));
const savedCredential = async (fields: Record<string, unknown> = {}) => {
  const credentials = [{ name: 'a', secret: 'sk-stored' }];
  const input = createProviderInput.parse({ name: 'openai', adapter: 'openai', credentials, ...fields });
  return (await createProvider(admin(), input)).credentials[0]?.id;
};
const lastCall = () => fixture.network.calls.at(-1);

test('unsaved values are called as they are, on a fresh connection, and the latency is told', async () => {
  fixture.network.reply = async () => {
    fixture.clock.nowMs += 120;
    return upstreamResponse(200, { data: [] });
  };
  expect(await run({ secret: 'sk-typed' })).toEqual({ ok: true, latency_ms: 120, status: 200 });
  expect(lastCall()?.request).toMatchObject({
    url: 'https://api.openai.com/v1/models',
    headers: { authorization: 'Bearer sk-typed' },
  });
  expect(lastCall()?.options).toMatchObject({ freshConnection: true, allowPrivateNetwork: false });
});

test("a refusal is told in the provider's own words, without the secret, however it is repeated", async () => {
  const say = (status: number, message: string) => {
    fixture.network.reply = async () => upstreamResponse(status, { error: { message } });
    return run({ secret: 'open-sesame' });
  };
  const refused = await say(401, 'Incorrect API key provided: open-sesame.');
  expect(refused).toMatchObject({ ok: false, kind: 'authentication', status: 401 });
  expect(refused).toHaveProperty('message', expect.stringContaining('Incorrect API key provided'));
  const broken = await say(500, 'No tenant for open-sesame here.');
  expect(broken).toHaveProperty('message', expect.stringContaining('No tenant for … here.'));
  expect(JSON.stringify([refused, broken])).not.toContain('sesame');
});

test('an address that cannot be reached is a result, not an error', async () => {
  fixture.network.reply = async () => {
    throw new UpstreamError('connection_failed', 'The connection to the provider failed (ECONNREFUSED).');
  };
  expect(await run({ secret: 'x' })).toMatchObject({ ok: false, kind: 'connection_failed', status: null });
});

test('a failure from a transport of another bundle is the same result', async () => {
  const twin = Object.assign(new Error('Refused.'), {
    name: 'UpstreamError',
    kind: 'connection_failed',
    status: null,
  });
  fixture.network.reply = () => Promise.reject(twin);
  expect(await run({ secret: 'x' })).toMatchObject({
    ok: false,
    kind: 'connection_failed',
    message: 'Refused.',
  });
});

test('a web page in the place of the API does not look healthy', async () => {
  fixture.network.reply = async () => upstreamResponse(200, '<html>Welcome</html>');
  expect(await run({ base_url: 'https://example.org' })).toMatchObject({ ok: false, status: 200 });
});

test('an empty secret field means the stored one, while the address is the saved one', async () => {
  const credentialId = await savedCredential();
  fixture.network.reply = async () => upstreamResponse(200, { data: [] });
  const spelledOut = { base_url: 'https://api.openai.com/v1/' };
  for (const address of [{}, spelledOut]) {
    expect(await run({ credential_id: credentialId, ...address })).toMatchObject({ ok: true });
    expect(lastCall()?.request.headers.authorization).toBe('Bearer sk-stored');
  }
});

test.each([{ base_url: 'https://evil.example.org/v1' }, { adapter: 'anthropic' }])(
  'a stored secret never leaves for another address: %o',
  async (elsewhere) => {
    const credentialId = await savedCredential();
    const refused = run({ credential_id: credentialId, ...elsewhere });
    await expect(refused).rejects.toMatchObject({ code: 'invalid', issues: [{ path: 'secret' }] });
    expect(fixture.network.calls).toEqual([]);
  },
);

test('addresses that may not be called are refused before anything is sent', async () => {
  await expect(run({ base_url: 'http://127.0.0.1:1/v1', secret: 'x' })).rejects.toMatchObject({
    code: 'invalid',
  });
  await expect(run({ credential_id: 'cred_none' })).rejects.toMatchObject({
    issues: [{ path: 'credential_id' }],
  });
  expect(fixture.network.calls).toEqual([]);
});

test('a simulated provider is called at the simulator that runs here', async () => {
  fixture.network.reply = async () => upstreamResponse(200, { data: [] });
  expect(await run({ adapter: 'simulator', base_url: 'simulator:healthy' })).toMatchObject({ ok: true });
  expect(lastCall()?.request.url).toBe('http://simulator.test/healthy/models');
  expect(lastCall()?.options.allowPrivateNetwork).toBe(true);
});

import { describe, expect, it } from 'vitest';
import type { GatewayCall, GatewayReply } from './gateway-call.ts';
import {
  createTestGateway,
  hello,
  readReply,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from './testing/test-gateway.ts';

const configuration = testConfiguration([testTarget('first')]);
const errorOf = async (reply: GatewayReply) => JSON.parse(await readReply(reply)).error;

describe('who is not let in', () => {
  it.each([
    ['no header', undefined],
    ['another scheme', 'Basic good-key'],
    ['an unknown key', 'Bearer wrong'],
    ['an empty key', 'Bearer '],
  ])('%s is 401 invalid_api_key, without a record', async (_, authorization) => {
    const gateway = createTestGateway(configuration);
    const reply = await gateway.call(hello, { headers: { authorization } });
    expect(reply.status).toBe(401);
    expect((await errorOf(reply)).code).toBe('invalid_api_key');
    expect(gateway.records).toHaveLength(0);
  });

  it('a stranger is refused before a byte of the body is read', async () => {
    let read = false;
    const reply = await createTestGateway(configuration).call(hello, {
      headers: { authorization: 'Bearer wrong' },
      readBody: async () => {
        read = true;
        return new Uint8Array();
      },
    });
    expect([reply.status, read]).toEqual([401, false]);
  });

  it('an expired key looks like an unknown one', async () => {
    const gateway = createTestGateway(testConfiguration([testTarget('first')], { key: { expiresAtMs: 1 } }));
    expect((await gateway.call(hello)).status).toBe(401);
  });

  it('an unknown key is told to come back, not refused, while the database cannot be asked', async () => {
    const gateway = createTestGateway(configuration);
    gateway.state.current = false;
    const reply = await gateway.call(hello, { headers: { authorization: 'Bearer brand-new' } });
    expect(reply.status).toBe(503);
    expect(reply.headers['retry-after']).toBe('5');
  });

  it('everybody waits until the first configuration is there', async () => {
    const reply = await createTestGateway(null).call(hello);
    expect(reply.status).toBe(503);
    expect(reply.headers['retry-after']).toBe('1');
  });

  it('a key limited to other models is 403, with a record', async () => {
    const gateway = createTestGateway(
      testConfiguration([testTarget('first')], { key: { models: new Set(['other']) } }),
    );
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(403);
    expect(gateway.records[0]).toMatchObject({
      httpStatus: 403,
      errorKind: 'model_not_allowed',
      status: 'error',
    });
  });

  it('a provider/model needs to be named by the key, and then works without a route', async () => {
    const direct = { ...hello, model: 'first/model' };
    expect((await createTestGateway(configuration).call(direct)).status).toBe(403);
    const key = { models: new Set(['first/model']) };
    const gateway = createTestGateway(testConfiguration([testTarget('first')], { key }));
    gateway.transport.script('first.test', wholeAnswer('Hi'));
    const reply = await gateway.call(direct);
    expect(reply.status).toBe(200);
    expect(reply.headers['x-understudy-route']).toBeUndefined();
  });

  it('an unknown model is 404', async () => {
    const reply = await createTestGateway(configuration).call({ ...hello, model: 'nobody' });
    expect(reply.status).toBe(404);
    expect(await errorOf(reply)).toMatchObject({ code: 'model_not_found', param: 'model' });
  });
});

describe('a body that is not a request', () => {
  it.each([
    ['not JSON', '{', null],
    ['not an object', '[]', null],
    ['no model', { messages: [] }, 'model'],
    ['no messages', { model: 'chat', messages: [] }, 'messages'],
    ['a wrong type', { ...hello, temperature: 'hot' }, 'temperature'],
    ['a wrong content', { model: 'chat', messages: [{ role: 'user', content: 7 }] }, 'messages[0].content'],
    ['an unknown role', { model: 'chat', messages: [{ role: 'wizard', content: 'x' }] }, 'messages[0].role'],
    ['a wish that is not known', { ...hello, provider: { zdr: true } }, 'provider.zdr'],
  ])('%s is 400 and names the field', async (_, body, param) => {
    const gateway = createTestGateway(configuration);
    const reply = await gateway.call(body);
    expect(reply.status).toBe(400);
    expect(await errorOf(reply)).toMatchObject({ code: 'invalid_request_error', param });
    expect(gateway.records[0]).toMatchObject({ httpStatus: 400 });
    expect(gateway.transport.calls).toHaveLength(0);
  });

  it('invalid UTF-8 is 400', async () => {
    const reply = await createTestGateway(configuration).call('', { body: new Uint8Array([0xff, 0xfe]) });
    expect((await errorOf(reply)).message).toContain('UTF-8');
  });

  it('that its caller did not finish is recorded as canceled', async () => {
    const gateway = createTestGateway(configuration);
    expect((await gateway.call('', { body: 'incomplete' })).status).toBe(499);
    expect(gateway.records[0]).toMatchObject({ status: 'canceled', errorKind: 'client_closed' });
  });

  it('too large is 413, and recorded', async () => {
    const gateway = createTestGateway(configuration);
    expect((await gateway.call('', { body: 'too_large' })).status).toBe(413);
    expect(gateway.records[0]).toMatchObject({ httpStatus: 413 });
  });
});

describe('request headers', () => {
  const withHeader = (name: string, value: string): Partial<GatewayCall> => ({
    headers: { authorization: 'Bearer good-key', [name]: value },
  });

  it.each([
    ['x-understudy-timeout-ms', 'soon'],
    ['x-understudy-timeout-ms', '0'],
    ['x-understudy-no-failover', 'maybe'],
    ['x-understudy-latency-class', 'fast'],
    ['x-understudy-tags', 'no-equals'],
    ['x-understudy-policy', 'regions=eu'],
  ])('%s: %s is refused and named', async (name, value) => {
    const reply = await createTestGateway(configuration).call(hello, withHeader(name, value));
    expect(reply.status).toBe(400);
    expect((await errorOf(reply)).param).toBe(name);
  });

  it('tags are recorded beside those of the key', async () => {
    const gateway = createTestGateway(
      testConfiguration([testTarget('first')], { key: { tags: { env: 'dev', product: 'a' } } }),
    );
    gateway.transport.script('first.test', wholeAnswer('Hi'));
    await gateway.call(hello, withHeader('x-understudy-tags', 'env=prod, shape=a=b'));
    expect(gateway.records[0]?.tags).toEqual({ env: 'prod', product: 'a', shape: 'a=b' });
  });

  it('x-understudy-no-failover keeps to the first target', async () => {
    const gateway = createTestGateway(
      testConfiguration([testTarget('first'), testTarget('second')], { route: { numRetries: 0 } }),
    );
    gateway.transport.script('first.test', { status: 503, body: '' });
    expect((await gateway.call(hello, withHeader('x-understudy-no-failover', 'true'))).status).toBe(503);
    expect(gateway.transport.calls).toHaveLength(1);
  });

  it('x-request-id comes back when it is a plain token, and never as anything else', async () => {
    const gateway = createTestGateway(configuration);
    const echo = async (value: string) =>
      (await gateway.call('{', withHeader('x-request-id', value))).headers['x-request-id'];
    expect(await echo('job-7')).toBe('job-7');
    expect(await echo('a\r\nset-cookie: x=1')).toBeUndefined();
  });

  it('no header of the caller reaches a provider', async () => {
    const gateway = createTestGateway(configuration);
    gateway.transport.script('first.test', wholeAnswer('Hi'));
    await gateway.call(hello, {
      headers: { authorization: 'Bearer good-key', cookie: 'a=b', 'openai-organization': 'x' },
    });
    const sent = gateway.transport.calls[0]?.request.headers ?? {};
    expect(Object.keys(sent).sort()).toEqual(
      ['accept', 'authorization', 'content-type'].filter((name) => name in sent),
    );
    expect(JSON.stringify(sent)).not.toContain('good-key');
  });
});

describe('other paths', () => {
  const get = (path: string): Partial<GatewayCall> => ({ method: 'GET', path });

  it('lists the models that the key may call', async () => {
    const reply = await createTestGateway(configuration).call('', get('/v1/models'));
    expect(JSON.parse(await readReply(reply)).data).toMatchObject([{ id: 'chat', object: 'model' }]);
    expect((await createTestGateway(configuration).call('', get('/v1/models/chat'))).status).toBe(200);
    expect((await createTestGateway(configuration).call('', get('/v1/models/other'))).status).toBe(404);
  });

  it('says that it is up, ready or degraded', async () => {
    const gateway = createTestGateway(configuration);
    expect((await gateway.call('', get('/healthz'))).status).toBe(200);
    gateway.state.reasons = ['the database is away'];
    const reply = await gateway.call('', get('/readyz'));
    expect(JSON.parse(await readReply(reply))).toEqual({
      status: 'degraded',
      reasons: ['the database is away'],
    });
    expect((await createTestGateway(null).call('', get('/readyz'))).status).toBe(503);
  });

  it('is 404 for what is not there and 405 for a wrong method', async () => {
    const gateway = createTestGateway(configuration);
    expect((await gateway.call('', get('/v1/nothing'))).status).toBe(404);
    expect((await gateway.call('', get('/v1/chat/completions'))).status).toBe(405);
  });
});

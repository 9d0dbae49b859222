import { describe, expect, it } from 'vitest';
import { routeGateway } from './testing/route-gateway.ts';
import {
  hello,
  readReply,
  streamHead,
  streamPieces,
  testTarget,
  wholeAnswer,
} from './testing/test-gateway.ts';

const first = testTarget('first');

describe('a failure that is told late', () => {
  it('inside a stream that has begun puts the credential out, not the target', async () => {
    const gateway = routeGateway([first], { streamRecovery: 'off' });
    const spent = {
      error: { message: 'No money left', type: 'insufficient_quota', code: 402 },
    };
    gateway.transport.script('first.test', {
      ...streamHead,
      body: [{ send: streamPieces.text('a') }, { send: `data: ${JSON.stringify(spent)}\n\n` }],
    });
    await readReply(await gateway.call({ ...hello, stream: true }));
    expect(gateway.records[0]).toMatchObject({ status: 'partial', errorKind: 'quota_exhausted' });
    expect(gateway.core.health.breaker.circuits().get('first/model')).toMatchObject({ failures: 0 });
    expect(gateway.credentialsOut).toMatchObject([{ provider: 'first', kind: 'quota_exhausted' }]);
    expect((await gateway.call(hello)).status).toBe(503);
    expect(gateway.skips()).toEqual([['first/model', 'credential_benched']]);
  });
});

describe('an error whose body cannot be read', () => {
  it('is judged by its status when it is compressed', async () => {
    const gateway = routeGateway([first]);
    gateway.transport.script('first.test', {
      status: 429,
      headers: { 'content-encoding': 'gzip', 'retry-after': '7' },
      body: '\u001f\u008b',
    });
    const reply = await gateway.call(hello);
    expect(reply.headers['retry-after']).toBe('7');
    expect(gateway.records[0]?.attempts).toMatchObject([{ kind: 'rate_limited', status: 429 }]);
  });

  it('is judged by its status when it breaks off', async () => {
    const gateway = routeGateway([first]);
    gateway.transport.script('first.test', {
      status: 503,
      body: [{ send: '{"error":{"mess' }, { cut: true }],
    });
    expect((await gateway.call(hello)).status).toBe(503);
    expect(gateway.records[0]?.attempts).toMatchObject([{ kind: 'overloaded', status: 503 }]);
  });

  it('puts no credential out, since a firewall may have written it', async () => {
    const gateway = routeGateway([first]);
    gateway.transport.script('first.test', { status: 403, body: `<html>${'x'.repeat(300_000)}` });
    expect((await gateway.call(hello)).status).toBe(503);
    expect(gateway.records[0]?.attempts).toMatchObject([{ kind: 'server_error', status: 403 }]);
    expect(gateway.credentialsOut).toEqual([]);
  });

  it('is judged by its status when it never ends', async () => {
    const gateway = routeGateway([first]);
    gateway.transport.script('first.test', { status: 503, body: 'x'.repeat(300_000) });
    expect((await gateway.call(hello)).status).toBe(503);
    expect(gateway.records[0]?.attempts).toMatchObject([{ kind: 'overloaded', status: 503 }]);
  });
});

describe('an answer of OpenAI’s own format that lacks a part', () => {
  it('reaches the caller with what was missing', async () => {
    const target = testTarget('first', { adapter: 'openai' });
    const gateway = routeGateway([target]);
    const { id: _, ...rest } = JSON.parse(wholeAnswer('Hi').body);
    gateway.transport.script('first.test', { ...wholeAnswer('Hi'), body: JSON.stringify(rest) });
    const answer = JSON.parse(await readReply(await gateway.call(hello)));
    expect(answer).toMatchObject({ id: expect.stringMatching(/^chatcmpl-/), choices: rest.choices });
  });
});

import { describe, expect, it } from 'vitest';
import type { Credential } from './configuration.ts';
import type { RequestRecord } from './request-record.ts';
import {
  createTestGateway,
  hello,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from './testing/test-gateway.ts';

const credential = (name: string, limits: Partial<Credential> = {}): Credential => ({
  id: `cred_${name}`,
  name,
  secret: `secret-${name}`,
  weight: 1,
  rpm: null,
  tpm: null,
  ...limits,
});
const primary = testTarget('primary');
const third = testTarget('third');

const skipsOf = (record: RequestRecord | undefined) =>
  record?.skipped.map(({ target, reason, detail }) => `${target} ${reason}: ${detail}`);

describe('a credential without room', () => {
  it('is passed over for another of the pool', async () => {
    const target = testTarget('first', {
      credentials: [credential('a', { rpm: 1, weight: 1_000 }), credential('b')],
    });
    const gateway = createTestGateway(testConfiguration([target]));
    gateway.state.random = 0;
    gateway.transport.script('first.test', wholeAnswer('Hi'));
    for (let call = 0; call < 3; call += 1) await gateway.call(hello);
    expect(gateway.records.map(({ attempts }) => attempts[0]?.credential)).toEqual(['a', 'b', 'b']);
  });

  it('is known by the tokens that were really used, not by what a call might have used', async () => {
    const target = testTarget('first', { credentials: [credential('a', { tpm: 1_200 })] });
    const gateway = createTestGateway(testConfiguration([target]));
    gateway.transport.script('first.test', wholeAnswer('Fifteen tokens'));
    // Each asks for about 1,030 tokens; two at once are too many.
    const both = [gateway.call(hello), gateway.call(hello)];
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 429]);
    expect(gateway.core.health.headroom.snapshot()).toEqual([
      { limit: 'tpm', of: 'cred_a', used: 15, max: 1_200 },
    ]);
    expect((await gateway.call(hello)).status).toBe(200);
  });

  it('is not asked again before the provider said so, whatever came with the answer', async () => {
    const gateway = createTestGateway(testConfiguration([primary, third]));
    const spent = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '30s' };
    const answer = wholeAnswer('Last one');
    gateway.transport.script(
      'primary.test',
      { ...answer, headers: { ...answer.headers, ...spent } },
      wholeAnswer('Back'),
    );
    gateway.transport.script('third.test', wholeAnswer('Third'));
    await gateway.call(hello);
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('third');
    expect(skipsOf(gateway.records[1])).toEqual([
      'primary/model no_headroom: provider on main: 0 requests left until 2026-01-01T00:00:30.000Z',
    ]);
    await gateway.clock.advance(30_000);
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('primary');
  });

  it('is asked again after exactly the wait that the provider named, whatever its resets say', async () => {
    const gateway = createTestGateway(testConfiguration([primary, third]));
    const headers = {
      'retry-after': '2',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '50s',
    };
    gateway.transport.script('primary.test', { status: 429, headers, body: '{}' }, wholeAnswer('Hi'));
    const reply = gateway.call(hello);
    await gateway.clock.advance(2_000);
    expect((await reply).headers['x-understudy-provider']).toBe('primary');
  });

  it('lets no more calls go at once than the provider said were left', async () => {
    const gateway = createTestGateway(testConfiguration([primary, third]));
    const few = { 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': '30s' };
    const answer = wholeAnswer('Hi');
    gateway.transport.script(
      'primary.test',
      { ...answer, headers: { ...answer.headers, ...few } },
      {
        ...answer,
        delayMs: 1_000,
      },
    );
    gateway.transport.script('third.test', wholeAnswer('Third'));
    await gateway.call(hello);
    const crowd = Promise.all(Array.from({ length: 20 }, () => gateway.call(hello)));
    await gateway.clock.advance(1_000);
    await crowd;
    expect(gateway.transport.callsTo('primary.test')).toHaveLength(4);
  });
});

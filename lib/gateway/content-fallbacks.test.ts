import { describe, expect, it } from 'vitest';
import type { Target } from './configuration.ts';
import type { GatewayReply } from './gateway-call.ts';
import { failures, routeGateway, sizedTarget, withoutFailover } from './testing/route-gateway.ts';
import {
  hello,
  readReply,
  streamedAnswer,
  streamHead,
  streamPieces,
  wholeAnswer,
} from './testing/test-gateway.ts';

const errorOf = async (reply: GatewayReply) => JSON.parse(await readReply(reply)).error;

describe("a request that a provider's filter refused", () => {
  it('goes back with the verdict, and to no ordinary target, when no fallback is named', async () => {
    const gateway = routeGateway([sizedTarget('first'), sizedTarget('second')]);
    gateway.transport.script('first.test', failures.refused);
    const reply = await gateway.call(hello);
    expect(reply.status).toBe(400);
    expect((await errorOf(reply)).understudy).toMatchObject({ origin: 'provider', kind: 'content_filtered' });
    expect(gateway.order()).toEqual(['first']);
  });

  it('goes to the fallbacks for it alone, until one answers', async () => {
    const gateway = routeGateway([sizedTarget('first'), sizedTarget('second')], {
      contentPolicyFallbacks: [sizedTarget('strict'), sizedTarget('lenient')],
      contextWindowFallbacks: [sizedTarget('large', 32_000)],
    });
    gateway.transport.script('first.test', failures.refused);
    gateway.transport.script('strict.test', failures.refused);
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('lenient');
    expect(gateway.order()).toEqual(['first', 'strict', 'lenient']);
    expect(gateway.records[0]?.failoverEvents).toMatchObject([
      { trigger: 'attempt', errorKind: 'content_filtered', fallback: 'strict/model' },
      { trigger: 'attempt', errorKind: 'content_filtered', fallback: 'lenient/model' },
    ]);
  });

  it('that a fallback finds too long goes to a larger fallback for filtered requests, and no other', async () => {
    const gateway = routeGateway([sizedTarget('first'), sizedTarget('second', 64_000)], {
      contentPolicyFallbacks: [sizedTarget('lenient'), sizedTarget('wide', 16_000)],
      contextWindowFallbacks: [sizedTarget('large', 32_000)],
    });
    gateway.transport.script('first.test', failures.refused);
    gateway.transport.script('lenient.test', failures.tooLong);
    gateway.transport.script('wide.test', failures.tooLong);
    expect((await gateway.call(hello)).status).toBe(400);
    expect(gateway.order()).toEqual(['first', 'lenient', 'wide']);
  });

  it('and breaks while a fallback streams is never said again by an ordinary target', async () => {
    const gateway = routeGateway([sizedTarget('first'), sizedTarget('second')], {
      contentPolicyFallbacks: [sizedTarget('lenient')],
    });
    const cut = [{ send: streamPieces.role }, { send: streamPieces.text('Once') }, { cut: true as const }];
    gateway.transport.script('first.test', failures.refused);
    gateway.transport.script('second.test', streamedAnswer('Once', ' upon'));
    gateway.transport.script('lenient.test', { ...streamHead, body: cut });
    const text = await readReply(await gateway.call({ ...hello, stream: true }));
    expect(text).toContain('"error"');
    expect(gateway.order()).toEqual(['first', 'lenient']);
  });

  describe('inside a 200, before a word of an answer', () => {
    const message = { role: 'assistant', content: '', refusal: 'I cannot.' };
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    const whole = (said: object) => ({
      status: 200,
      body: JSON.stringify({
        model: 'm',
        choices: [{ index: 0, message: { ...message, ...said }, finish_reason: 'content_filter' }],
        usage,
      }),
    });
    const chunk = (delta: object, finish_reason: string | null) =>
      `data: ${JSON.stringify({ model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
    const streamed = (delta: object) => ({
      ...streamHead,
      body: [{ send: `${streamPieces.role}${chunk(delta, 'content_filter')}${streamPieces.usage}` }],
    });
    const route = { contentPolicyFallbacks: [sizedTarget('lenient')] };

    it.each([
      ['whole', false, whole({})],
      ['streamed', true, streamed({ refusal: 'I cannot.' })],
    ])('goes to a fallback as well, and is paid for (%s)', async (_, stream, answer) => {
      const gateway = routeGateway([sizedTarget('first')], route);
      gateway.transport.script('first.test', answer);
      if (stream) gateway.transport.script('lenient.test', streamedAnswer('Hi'));
      await readReply(await gateway.call({ ...hello, stream }));
      expect(gateway.records[0]?.attempts).toMatchObject([
        { provider: 'first', kind: 'content_filtered', status: 200 },
        { provider: 'lenient', kind: null },
      ]);
      expect(gateway.records[0]?.attempts[0]?.costNanoUsd).toBeGreaterThan(0n);
    });

    it.each([
      ['no fallback is named', {}, hello],
      ['only statuses may fail over', { ...route, onStatusCodes: new Set([400]) }, hello],
    ])('is the answer when %s', async (_, settings, body) => {
      for (const [stream, answer] of [
        [false, whole({})],
        [true, streamed({})],
      ] as const) {
        const gateway = routeGateway([sizedTarget('first')], settings);
        gateway.transport.script('first.test', answer);
        const reply = await gateway.call({ ...body, stream });
        expect([reply.status, gateway.order()]).toEqual([200, ['first']]);
        expect(await readReply(reply)).toContain('content_filter');
      }
    });

    it('is the answer when words came before it', async () => {
      for (const [stream, answer] of [
        [false, whole({ content: 'Well' })],
        [true, streamed({ content: 'Well' })],
      ] as const) {
        const gateway = routeGateway([sizedTarget('first')], route);
        gateway.transport.script('first.test', answer);
        expect(await readReply(await gateway.call({ ...hello, stream }))).toContain('Well');
        expect(gateway.order()).toEqual(['first']);
      }
    });
  });

  it('goes to no fallback without failover', async () => {
    const gateway = routeGateway([sizedTarget('first')], {
      contentPolicyFallbacks: [sizedTarget('lenient')],
    });
    gateway.transport.script('first.test', failures.refused);
    expect((await gateway.call(hello, withoutFailover)).status).toBe(400);
    expect(gateway.order()).toEqual(['first']);
  });
});

describe("a verdict under another status than a client's own fault", () => {
  const message =
    'Request too large for model in organization org on tokens per min (TPM): Limit 10, Requested 99.';

  it.each([
    ['a 429 that no wait heals', { status: 429, body: JSON.stringify({ error: { message } }) }, 413],
    ['a 403 for its content', { ...failures.refused, status: 403 }, 400],
    ['a 422', { status: 422, body: '{"error":{"message":"n is too large"}}' }, 422],
  ])('%s comes with one that neither blames the key nor asks for another try', async (_, answer, status) => {
    const gateway = routeGateway([sizedTarget('first')]);
    gateway.transport.script('first.test', answer);
    const reply = await gateway.call(hello);
    expect([reply.status, reply.headers['retry-after']]).toEqual([status, undefined]);
  });
});

describe('a request that a provider finds too large', () => {
  const neighbour: Target = { ...sizedTarget('first'), id: 'first/other', model: 'other' };

  it('goes to another provider, not to another model behind the same address', async () => {
    const gateway = routeGateway([sizedTarget('first'), neighbour, sizedTarget('second')]);
    gateway.transport.script('first.test', failures.tooLarge);
    expect((await gateway.call(hello)).headers['x-understudy-provider']).toBe('second');
    expect(gateway.order()).toEqual(['first', 'second']);
    expect(gateway.skips()).toEqual([['first/other', 'capability']]);
  });

  it('for the tokens a minute of its model may go to another model of the same provider', async () => {
    const gateway = routeGateway([sizedTarget('first'), neighbour]);
    const message =
      'Request too large for model in organization org on tokens per min (TPM): Limit 10, Requested 99.';
    const body = JSON.stringify({ error: { message, type: 'tokens', code: 'rate_limit_exceeded' } });
    gateway.transport.script('first.test', { status: 429, body }, wholeAnswer('Hi'));
    expect((await gateway.call(hello)).status).toBe(200);
    expect(gateway.records[0]?.attempts.map(({ model, kind }) => [model, kind])).toEqual([
      ['model', 'payload_too_large'],
      ['other', null],
    ]);
  });
});

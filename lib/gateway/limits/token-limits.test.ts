import { describe, expect, it } from 'vitest';
import { hello, readReply, streamedAnswer, streamHead, wholeAnswer } from '../testing/test-gateway.ts';
import { errorOf, limited, limitedGateway, rateHeadersOf } from './testing/limited-gateway.ts';

describe('tokens a minute', () => {
  it('are counted by the estimate while a request is under way, and by its usage from its end on', async () => {
    const gateway = limitedGateway({ limits: limited({ tpm: 1_000 }) });
    gateway.transport.script('first.test', { ...wholeAnswer('Hi'), delayMs: 100 });
    const under = gateway.call({ ...hello, max_tokens: 600 });
    await gateway.clock.advance(10);
    const refused = await gateway.call({ ...hello, max_tokens: 600 });
    expect((await errorOf(refused)).message).toContain('Key support-bot may use 1,000 tokens a minute.');
    await gateway.clock.advance(100);
    // The answer used 15 tokens.
    expect(rateHeadersOf(await under)).toMatchObject({ 'limit-tokens': '1000', 'remaining-tokens': '985' });
  });

  it('what an answer uses beyond its estimate counts from its end on, however long ago it began', async () => {
    const gateway = limitedGateway({ limits: limited({ tpm: 60 }) });
    const [role, ...pieces] = streamedAnswer('a', 'b', 'c', 'd', 'e').body;
    const slowly = pieces.flatMap((piece, index) => (index < 5 ? [piece, { waitMs: 14_000 }] : [piece]));
    gateway.transport.script('first.test', {
      ...streamHead,
      body: [role ?? { send: '' }, ...slowly],
    });
    const reply = await gateway.call({ ...hello, stream: true });
    expect(rateHeadersOf(reply)).toMatchObject({ 'remaining-tokens': '48' });
    const text = readReply(reply);
    await gateway.clock.advance(61_000);
    expect(rateHeadersOf(await gateway.call('{'))).toMatchObject({ 'remaining-tokens': '60' });
    await gateway.clock.advance(40_000);
    expect(await text).toContain('[DONE]');
    // Of the 15 tokens, 12 were counted at the beginning.
    expect(rateHeadersOf(await gateway.call('{'))).toMatchObject({ 'remaining-tokens': '57' });
    await gateway.clock.advance(61_000);
    expect(gateway.core.limiter.uses().size).toBe(0);
  });

  it('a request that alone is more than the limit is told so; a wait would not help', async () => {
    const gateway = limitedGateway({ limits: limited({ tpm: 1_000 }) });
    const refused = await gateway.call({ ...hello, max_tokens: 2_000, n: 2 });
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60']);
    expect((await errorOf(refused)).message).toBe(
      'Key support-bot may use 1,000 tokens a minute, and this request alone may need 4,006 tokens. Send a shorter prompt or a lower max_tokens.',
    );
  });

  it('an answer whose length nobody limits is never too large for a small limit', async () => {
    const gateway = limitedGateway({ limits: limited({ tpm: 50 }) });
    expect((await gateway.call(hello)).status).toBe(200);
  });
});

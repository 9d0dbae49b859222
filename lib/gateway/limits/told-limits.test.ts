import { describe, expect, it } from 'vitest';
import { hello, wholeAnswer } from '../testing/test-gateway.ts';
import { limited, limitedGateway, rateHeadersOf } from './testing/limited-gateway.ts';

describe('x-ratelimit headers', () => {
  it('tell the tighter of key and team, on success and on error alike', async () => {
    const gateway = limitedGateway({
      limits: limited({ rpm: 10, tpm: 90 }),
      teamLimits: limited({ rpm: 2, tpm: 1_000 }),
    });
    const told = {
      'limit-requests': '2',
      'remaining-requests': '1',
      'reset-requests': '1m1s',
      'limit-tokens': '90',
      'remaining-tokens': '75',
      'reset-tokens': '1m1s',
    };
    expect(rateHeadersOf(await gateway.call(hello))).toEqual(told);
    await gateway.clock.advance(40_500);
    const later = { ...told, 'reset-requests': '20.5s', 'reset-tokens': '20.5s' };
    expect(rateHeadersOf(await gateway.call('{'))).toEqual(later);
    expect(rateHeadersOf(await gateway.call({ ...hello, model: 'nobody' }))).toEqual(later);
    expect(rateHeadersOf(await gateway.call(null, { method: 'GET', path: '/v1/models' }))).toEqual(later);
    await gateway.call(hello);
    const refused = await gateway.call(hello);
    expect(refused.status).toBe(429);
    expect(rateHeadersOf(refused)).toMatchObject({ 'remaining-requests': '0', 'reset-requests': '1m0.5s' });
  });

  it("are absent without limits: a provider's own never reach the caller", async () => {
    const gateway = limitedGateway({ limits: limited({ maxParallelRequests: 5 }) });
    const headers = {
      'content-type': 'application/json',
      'x-ratelimit-remaining-requests': '5',
      'x-ratelimit-limit-tokens': '9',
    };
    gateway.transport.script('first.test', { ...wholeAnswer('Hi'), headers });
    expect(rateHeadersOf(await gateway.call(hello))).toEqual({});
  });

  it('a stranger learns nothing', async () => {
    const gateway = limitedGateway({ limits: limited({ rpm: 1 }) });
    const reply = await gateway.call(hello, { headers: { authorization: 'Bearer wrong' } });
    expect(rateHeadersOf(reply)).toEqual({});
  });
});

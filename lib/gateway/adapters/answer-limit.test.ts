import { describe, expect, it } from 'vitest';
import { adapterIds, adapters } from './index.ts';

const address = { baseUrl: 'https://a.test', secret: 'a-secret' };
const request = { model: 'chat', messages: [{ role: 'user' as const, content: 'Hi' }] };
const numbersIn = (body: string | null) => [...(body ?? '').matchAll(/:(\d+)/g)].map(([, digits]) => digits);

describe.each(adapterIds)('an answer limit for %s', (id) => {
  const send = (limit: object, maxOutputTokens: number | null) =>
    numbersIn(
      adapters[id].encodeRequest({
        ...address,
        request: { ...request, ...limit },
        model: 'm',
        maxOutputTokens,
      }).body,
    );

  it.each(['max_tokens', 'max_completion_tokens'])('is cut to what the model can write (%s)', (field) => {
    expect(send({ [field]: 90_001 }, 501)).toEqual(['501']);
  });

  it('stays as it is below that, and where nobody knows what the model can write', () => {
    expect(send({ max_tokens: 77 }, 501)).toEqual(['77']);
    expect(send({ max_tokens: 77 }, null)).toEqual(['77']);
  });
});

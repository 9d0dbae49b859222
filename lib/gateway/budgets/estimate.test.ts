import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PriceTier } from '../configuration.ts';
import { costNanoUsd } from '../pricing/cost.ts';
import { tokenBounds } from '../pricing/token-bounds.ts';
import { chatCompletionRequestSchema } from '../schema/chat-completion.ts';
import { ableModel } from '../testing/test-gateway.ts';
import { estimateNanoUsd } from './estimate.ts';

const amount = fc.bigInt({ min: 0n, max: 200_000_000_000n });
const tokenPrices = {
  input: amount,
  output: amount,
  cachedInput: fc.option(amount),
  cacheWrite: fc.option(amount),
};
const byStart = (a: PriceTier, b: PriceTier) => a.aboveInputTokens - b.aboveInputTokens;
const anyPrice = fc.record({
  ...tokenPrices,
  perRequest: amount,
  tiers: fc
    .array(fc.record({ ...tokenPrices, aboveInputTokens: fc.nat(600) }), { maxLength: 3 })
    .map((tiers) => tiers.toSorted(byStart)),
});

describe('the estimate of a call', () => {
  it('is never below the cost of any usage within its bounds', () => {
    fc.assert(
      fc.property(
        anyPrice,
        fc.string({ maxLength: 400 }),
        fc.record({ max_tokens: fc.integer({ min: 1, max: 9_000 }), n: fc.integer({ min: 1, max: 4 }) }),
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (price, content, options, [fill, cached], written) => {
          const body = { model: 'chat', messages: [{ role: 'user', content }], ...options };
          const request = chatCompletionRequestSchema.parse(body);
          const facts = { ...ableModel, price };
          const bounds = tokenBounds(request, facts);
          const input = Math.floor(bounds.inputTokens * fill);
          const inputCacheRead = Math.floor(input * cached);
          const inputCacheWrite = Math.floor((input - inputCacheRead) * written);
          const usage = {
            inputUncached: input - inputCacheRead - inputCacheWrite,
            inputCacheRead,
            inputCacheWrite,
            output: bounds.outputTokens,
          };
          const estimate = estimateNanoUsd(request, { facts });
          expect(costNanoUsd(usage, price) <= estimate).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is nothing for a model without a price', () => {
    const request = chatCompletionRequestSchema.parse({
      model: 'chat',
      messages: [{ role: 'user', content: 'Hello' }],
    });
    expect(estimateNanoUsd(request, { facts: { ...ableModel, price: null } })).toBe(0n);
  });
});

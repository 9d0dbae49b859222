import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costNanoUsd, formatUsd } from './cost.ts';
import { estimatedUsage, readUsage } from './token-usage.ts';

const price = { input: 150_000_000n, output: 600_000_000n, cachedInput: 75_000_000n, cacheWrite: null };

describe('cost', () => {
  it('is exact to the nano-dollar, each bucket at its own price', () => {
    const usage = {
      inputUncached: 1_000,
      inputCacheRead: 200,
      inputCacheWrite: 10,
      output: 50,
      outputReasoning: 20,
      estimated: false,
    };
    expect(costNanoUsd(usage, price)).toBe(1_000n * 150n + 200n * 75n + 10n * 150n + 50n * 600n);
  });

  it('is rounded up once, so that it is never low', () => {
    expect(costNanoUsd(estimatedUsage(1, 0), { ...price, input: 1n })).toBe(1n);
  });

  it('of a long prompt is that of its tier, all of it, at a price for the request on top', () => {
    const tiered = {
      ...price,
      perRequest: 5_000_000n,
      tiers: [
        {
          aboveInputTokens: 200,
          input: 300_000_000n,
          output: 900_000_000n,
          cachedInput: null,
          cacheWrite: null,
        },
        { aboveInputTokens: 900, input: 1_000_000n, output: 2_000_000n, cachedInput: 0n, cacheWrite: null },
      ],
    };
    const of = (inputUncached: number, inputCacheRead = 0) =>
      costNanoUsd({ ...estimatedUsage(inputUncached, 0), inputCacheRead, output: 10 }, tiered) - 5_000_000n;
    expect(of(200)).toBe(200n * 150n + 10n * 600n);
    expect(of(200, 1)).toBe(201n * 300n + 10n * 900n);
    expect(of(900)).toBe(900n * 300n + 10n * 900n);
    expect(of(1, 900)).toBe(1n + 10n * 2n);
  });

  it('is zero without a price', () => {
    expect(costNanoUsd(estimatedUsage(1_000, 1_000), null)).toBe(0n);
  });

  it('is written as an exact decimal', () => {
    expect([0n, 312_000n, 1_000_000_000n, 12_345_678_901n].map(formatUsd)).toEqual([
      '0',
      '0.000312',
      '1',
      '12.345678901',
    ]);
  });
});

describe('usage', () => {
  it('is split into buckets that add up to what the provider said', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), fc.nat(1e6), fc.nat(1e6), (input, output, cached, written) => {
        const usage = readUsage({
          prompt_tokens: input,
          completion_tokens: output,
          total_tokens: 0,
          prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
        });
        if (usage === null) return expect(input + output).toBe(0);
        expect(usage.inputUncached + usage.inputCacheRead + usage.inputCacheWrite).toBe(input);
        expect(
          Math.min(usage.inputUncached, usage.inputCacheRead, usage.inputCacheWrite),
        ).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('that is negative, fractional, absurd or not a number is not read, not even in part', () => {
    expect(readUsage({ prompt_tokens: -5, completion_tokens: Number.NaN, total_tokens: 1 })).toBeNull();
    expect(readUsage({ prompt_tokens: 1e18, completion_tokens: 3, total_tokens: 1 })).toBeNull();
    expect(readUsage({ prompt_tokens: 2, completion_tokens: 3.5, total_tokens: 1 })).toBeNull();
  });
});

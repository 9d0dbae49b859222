import { readFileSync } from 'node:fs';
import { TieredPrices } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { modelFacts } from './model-facts.ts';
import { priceOf } from './price-of.ts';
import { priceVersions } from './price-versions.ts';

const november2026 = Date.parse('2026-11-15T00:00:00Z');

describe('a published price', () => {
  it('keeps every tier, each with all of its prices', () => {
    const tiered = (base: number, ...tiers: [number, number][]) =>
      new TieredPrices({ base, tiers: tiers.map(([start, price]) => ({ start, price })) });
    expect(
      priceOf({
        input_mtok: tiered(1, [200_000, 2], [400_000, 4]),
        output_mtok: tiered(10, [200_000, 15]),
        cache_read_mtok: 0.1,
      }),
    ).toEqual({
      input: 1_000_000_000n,
      output: 10_000_000_000n,
      cachedInput: 100_000_000n,
      cacheWrite: null,
      version: priceVersions.published,
      tiers: [
        {
          aboveInputTokens: 200_000,
          input: 2_000_000_000n,
          output: 15_000_000_000n,
          cachedInput: 100_000_000n,
          cacheWrite: null,
        },
        {
          aboveInputTokens: 400_000,
          input: 4_000_000_000n,
          output: 15_000_000_000n,
          cachedInput: 100_000_000n,
          cacheWrite: null,
        },
      ],
    });
  });

  it('of a request comes on top', () => {
    expect(priceOf({ input_mtok: 1, output_mtok: 1, requests_kcount: 12 })?.perRequest).toBe(12_000_000n);
    expect(modelFacts('perplexity', 'sonar-pro', november2026).price?.perRequest).toBeGreaterThan(0n);
  });

  it('of a long prompt is known for models that have one', () => {
    expect(modelFacts('gemini', 'gemini-2.5-pro', november2026).price?.tiers).toMatchObject([
      { aboveInputTokens: 200_000, input: 2_500_000_000n, output: 15_000_000_000n },
    ]);
  });

  it('says by which list it is', () => {
    const installed = JSON.parse(readFileSync('node_modules/@pydantic/genai-prices/package.json', 'utf8'));
    expect(priceVersions.published).toBe(`genai-prices ${installed.version}`);
    expect(modelFacts('openai', 'gpt-4o', november2026).price?.version).toBe(priceVersions.published);
    expect(modelFacts('simulator', 'sim-large').price?.version).toBe(priceVersions.simulated);
  });
});

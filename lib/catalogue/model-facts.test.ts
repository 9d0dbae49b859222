import { describe, expect, it } from 'vitest';
import { adapterIds } from '#lib/gateway/adapters/index.ts';
import { catalogueModels } from './catalogue-models.ts';
import { modelFacts } from './model-facts.ts';
import { priceVersions } from './price-versions.ts';
import { reviewedModels } from './reviewed-models.ts';

const november2026 = Date.parse('2026-11-15T00:00:00Z');

describe('the catalogue', () => {
  it('knows exact prices, limits and capabilities of a listed model', () => {
    expect(modelFacts('openai', 'gpt-4o-mini', november2026)).toEqual({
      known: true,
      contextWindow: 128_000,
      maxOutputTokens: 16_384,
      capabilities: new Set([
        'streaming',
        'tools',
        'parallel_tools',
        'json_object',
        'json_schema',
        'vision',
        'files',
      ]),
      price: {
        input: 150_000_000n,
        output: 600_000_000n,
        cachedInput: 75_000_000n,
        cacheWrite: null,
        version: priceVersions.published,
      },
      maxParallelRequests: null,
    });
  });

  it('takes a dated snapshot, a -latest alias and a models/ prefix for the model itself', () => {
    const plain = modelFacts('anthropic', 'claude-haiku-4-5', november2026);
    expect(modelFacts('anthropic', 'claude-haiku-4-5-20251001', november2026)).toEqual(plain);
    const gemini = modelFacts('gemini', 'gemini-2.5-pro', november2026);
    expect(modelFacts('gemini', 'models/gemini-2.5-pro', november2026)).toEqual(gemini);
    expect(modelFacts('gemini', 'gemini-2.5-pro-latest', november2026)).toEqual(gemini);
    expect(gemini.contextWindow).toBe(1_048_576);
  });

  it('never takes a newer model for the older one whose name it begins with', () => {
    expect(modelFacts('anthropic', 'claude-sonnet-5-5', november2026).price?.cachedInput).toBe(100_000_000n);
    expect(modelFacts('anthropic', 'claude-sonnet-5', november2026).price?.cachedInput).toBe(200_000_000n);
    expect(modelFacts('anthropic', 'claude-sonnet-5-9', november2026).known).toBe(false);
  });

  it('uses the price of the day', () => {
    const at = (day: string) => modelFacts('gemini', 'gemini-3.8-flash', Date.parse(day)).price?.input;
    expect(at('2026-11-15T00:00:00Z')).toBe(750_000_000n);
    expect(at('2027-01-02T00:00:00Z')).toBe(1_500_000_000n);
  });

  it('begins a price in tiers with the first', () => {
    expect(modelFacts('gemini', 'gemini-2.5-pro', november2026).price?.input).toBe(1_250_000_000n);
  });

  it('knows price and context of a published model that nobody reviewed, as able to do everything', () => {
    const facts = modelFacts('openai', 'gpt-3.5-turbo', november2026);
    expect(facts).toMatchObject({ known: true, capabilities: null, maxOutputTokens: null });
    expect(facts.price?.input).toBeGreaterThan(0n);
  });

  it('takes the dearest hour of a price that changes within the day, whatever the hour', () => {
    const at = (hour: string) =>
      modelFacts('deepseek', 'deepseek-v4-pro', Date.parse(`2026-11-15T${hour}:00:00Z`)).price;
    expect(at('12')).toMatchObject({ input: 1_320_000_000n, output: 3_960_000_000n });
    expect(at('02')).toEqual(at('12'));
  });

  it.each([
    ['openrouter', 'openai/gpt-4o-mini', 150_000_000n],
    ['mistral', 'mistral-large-2512', 500_000_000n],
    ['mistral', 'mistral-large-4', 700_000_000n],
    ['groq', 'llama-3.3-70b-versatile', 590_000_000n],
    ['xai', 'grok-4.7', 2_000_000_000n],
    ['together', 'meta-llama/Llama-3.3-70B-Instruct-Turbo', 880_000_000n],
    ['fireworks', 'accounts/fireworks/models/kimi-k3', 3_000_000_000n],
    ['moonshot', 'kimi-k3', 3_000_000_000n],
    ['zai', 'glm-5.3', 1_400_000_000n],
    ['cerebras', 'gpt-oss-120b', 350_000_000n],
    ['perplexity', 'sonar-pro', 3_000_000_000n],
  ])("knows %s's price of %s", (adapter, model, input) => {
    expect(modelFacts(adapter, model, november2026)).toMatchObject({ known: true, price: { input } });
  });

  it('suggests each model of a provider as it is to be asked for, and knows it by that name', () => {
    for (const adapter of adapterIds) {
      for (const { name } of catalogueModels(adapter))
        expect(modelFacts(adapter, name).known, `${adapter}/${name}`).toBe(true);
    }
  });

  it.each([
    ['azure-openai', 'o1'],
    ['openrouter', 'anthropic/claude-sonnet-5-5'],
    ['zai', 'glm-5.4'],
    ['openai', 'my-own-model'],
    ['openai-compatible', 'gpt-4o'],
    ['simulator', 'whatever'],
    ['openai', 'constructor'],
    ['__proto__', 'toString'],
    ['simulator', 'toString'],
  ])('counts %s/%s as unknown, unpriced and able to do everything', (adapter, model) => {
    expect(modelFacts(adapter, model, november2026)).toEqual({
      known: false,
      contextWindow: null,
      maxOutputTokens: null,
      capabilities: null,
      price: null,
      maxParallelRequests: null,
    });
  });

  it('prices the simulated models, so that the demo shows a cost', () => {
    expect(modelFacts('simulator', 'sim-large').price).toMatchObject({
      input: 2_000_000_000n,
      output: 8_000_000_000n,
    });
    expect(modelFacts('simulator', 'sim-small').price).toMatchObject({
      input: 100_000_000n,
      output: 400_000_000n,
    });
  });

  it('has a price for every reviewed model', () => {
    for (const [adapter, models] of Object.entries(reviewedModels)) {
      for (const model of Object.keys(models)) {
        const { price } = modelFacts(adapter, model, november2026);
        expect(price?.input, `${adapter}/${model}`).toBeGreaterThan(0n);
        expect(price?.output, `${adapter}/${model}`).toBeGreaterThanOrEqual(price?.input ?? 0n);
      }
    }
  });

  it('suggests models that can answer in chat, reviewed ones first', () => {
    const names = catalogueModels('openai').map((model) => model.name);
    expect(names[0]).toBe('gpt-6.1-sol');
    expect(names).toContain('gpt-4o-mini');
    expect(names).not.toContain('text-embedding-3-small');
    expect(new Set(names).size).toBe(names.length);
    expect(catalogueModels('simulator').map((model) => model.name)).toEqual(['sim-large', 'sim-small']);
    expect(catalogueModels('openai-compatible')).toEqual([]);
  });
});

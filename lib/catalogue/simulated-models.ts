import type { ModelFacts } from '#lib/gateway/configuration.ts';
import { nanoUsdPerMillion } from './nano-usd-per-million.ts';
import { priceVersions } from './price-versions.ts';

function simulated(input: number, output: number): ModelFacts {
  return {
    known: true,
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
    capabilities: null,
    price: {
      input: nanoUsdPerMillion(input),
      output: nanoUsdPerMillion(output),
      cachedInput: null,
      cacheWrite: null,
      version: priceVersions.simulated,
    },
    maxParallelRequests: null,
  };
}

/** The simulator's models. They can do everything, and have prices so that the demo shows a cost. */
export const simulatedModels: Readonly<Record<string, ModelFacts>> = {
  'sim-large': simulated(2, 8),
  'sim-small': simulated(0.1, 0.4),
};

import type { Capability } from '#lib/gateway/configuration.ts';

/** What the published price data does not say of a model. Tokens; null = not known for certain, so never a gate. */
export interface ReviewedModel {
  readonly contextWindow: number | null;
  readonly maxOutputTokens: number;
  readonly capabilities: readonly Capability[];
  /** USD per million tokens; only where the published price data lacks the model or takes it for another. */
  readonly price?: ReviewedPrice;
}

interface ReviewedPrice {
  readonly input: number;
  readonly output: number;
  readonly cachedInput: number;
  readonly cacheWrite?: number;
}

/** One reviewed model: context and output limit in tokens, what it can do, and its price where the published data lacks it. */
export function row(
  contextWindow: number | null,
  maxOutputTokens: number,
  capabilities: readonly Capability[],
  price?: ReviewedPrice,
): ReviewedModel {
  return price
    ? { contextWindow, maxOutputTokens, capabilities, price }
    : { contextWindow, maxOutputTokens, capabilities };
}

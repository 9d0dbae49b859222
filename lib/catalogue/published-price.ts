import { calcPrice, findProvider, type ModelPrice, type TieredPrices } from '@pydantic/genai-prices';
import type { Price } from '#lib/gateway/configuration.ts';
import { nanoUsdPerMillion } from './nano-usd-per-million.ts';

/** Adapters whose providers the price data knows, by its own name for them. */
const publishers: ReadonlyMap<string, string> = new Map([
  ['openai', 'openai'],
  ['anthropic', 'anthropic'],
  ['gemini', 'google'],
]);

/** What the published price data says of one model. */
export interface PublishedModel {
  readonly price: Price | null;
  /** Tokens; null when it does not say. */
  readonly contextWindow: number | null;
}

/** Prices and context window of a model as published, at one moment (prices may be dated); null when unlisted. */
export function publishedModel(adapterId: string, model: string, at: Date): PublishedModel | null {
  const providerId = publishers.get(adapterId);
  if (providerId === undefined) return null;
  const found = calcPrice({ input_tokens: 0, output_tokens: 0 }, model, { providerId, timestamp: at });
  if (found === null || found.provider.id !== providerId || isNewerThan(model, found.model.id)) return null;
  return { price: priceOf(found.model_price), contextWindow: found.model.context_window ?? null };
}

/** Names of the chat models that the price data lists for an adapter. */
export function publishedModelNames(adapterId: string): string[] {
  const providerId = publishers.get(adapterId);
  const provider = providerId === undefined ? undefined : findProvider({ providerId });
  return (provider?.models ?? [])
    .filter((model) => model.deprecated !== true && chargesForOutput(model.prices))
    .map((model) => model.id);
}

/** Its prefix rules take `claude-sonnet-5-5` for `claude-sonnet-5`: another number behind the name is another model. */
function isNewerThan(model: string, listed: string): boolean {
  return model.startsWith(listed) && /^[-.]\d{1,2}(?!\d)/.test(model.slice(listed.length));
}

function chargesForOutput(prices: ModelPrice | { prices: ModelPrice }[]): boolean {
  return Array.isArray(prices)
    ? prices.some((each) => each.prices.output_mtok !== undefined)
    : prices.output_mtok !== undefined;
}

/** Null when input or output has no price per token. Of a price in tiers, the first: that of a short prompt. */
function priceOf(published: ModelPrice): Price | null {
  const input = nano(published.input_mtok);
  const output = nano(published.output_mtok);
  if (input === null) return null;
  return {
    input,
    // An embedding model is billed for its input alone.
    output: output ?? 0n,
    cachedInput: nano(published.cache_read_mtok),
    cacheWrite: nano(published.cache_write_mtok),
  };
}

function nano(price: number | TieredPrices | undefined): bigint | null {
  if (price === undefined) return null;
  return nanoUsdPerMillion(typeof price === 'number' ? price : price.base);
}

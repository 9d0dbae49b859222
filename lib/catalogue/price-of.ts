import type { ModelPrice, TieredPrices } from '@pydantic/genai-prices';
import type { Price, PriceTier, TokenPrices } from '#lib/gateway/configuration.ts';
import { nanoUsdPerMillion } from './nano-usd-per-million.ts';
import { priceVersions } from './price-versions.ts';

const requestsPerPrice = 1_000n;

/** A published price as the gateway reckons with it; null when it charges nothing per token of the prompt. */
export function priceOf(published: ModelPrice): Price | null {
  const base = pricesAt(published, 0);
  if (base === null) return null;
  const perRequest = perRequestOf(published.requests_kcount);
  const tiers = tiersOf(published);
  return {
    ...base,
    ...(perRequest === 0n ? {} : { perRequest }),
    ...(tiers.length === 0 ? {} : { tiers }),
    version: priceVersions.published,
  };
}

/** Prices of a prompt that is one token longer than `start`. */
function pricesAt(published: ModelPrice, start: number): TokenPrices | null {
  const input = nanoAt(published.input_mtok, start);
  if (input === null) return null;
  return {
    input,
    // An embedding model is billed for its input alone.
    output: nanoAt(published.output_mtok, start) ?? 0n,
    cachedInput: nanoAt(published.cache_read_mtok, start),
    cacheWrite: nanoAt(published.cache_write_mtok, start),
  };
}

/** A tier for each length at which any of the prices changes. */
function tiersOf(published: ModelPrice): PriceTier[] {
  const { input_mtok, output_mtok, cache_read_mtok, cache_write_mtok } = published;
  const starts = [input_mtok, output_mtok, cache_read_mtok, cache_write_mtok].flatMap((price) =>
    typeof price === 'object' ? price.tiers.map(({ start }) => start) : [],
  );
  const rising = [...new Set(starts)].sort((a, b) => a - b);
  return rising.flatMap((start) => {
    const prices = pricesAt(published, start);
    return prices === null ? [] : [{ aboveInputTokens: start, ...prices }];
  });
}

function nanoAt(price: number | TieredPrices | undefined, start: number): bigint | null {
  if (price === undefined) return null;
  if (typeof price === 'number') return nanoUsdPerMillion(price);
  const tier = price.tiers.filter((each) => each.start <= start && start > 0).at(-1);
  return nanoUsdPerMillion(tier?.price ?? price.base);
}

/** Published for a thousand requests, in USD; rounded up, so that it is never low. Nano-USD. */
function perRequestOf(price: ModelPrice[string]): bigint {
  if (price === undefined) return 0n;
  const forThousand = nanoUsdPerMillion(typeof price === 'number' ? price : price.base);
  return (forThousand + requestsPerPrice - 1n) / requestsPerPrice;
}

import type { Price, TokenPrices } from '../configuration.ts';
import type { TokenUsage } from '../request-record.ts';

const tokensPerPrice = 1_000_000n;

/** The part of {@link TokenUsage} that is billed; reasoning is output. */
export type BilledTokens = Pick<
  TokenUsage,
  'inputUncached' | 'inputCacheRead' | 'inputCacheWrite' | 'output'
>;

/**
 * Cost of one answer in nano-USD. Prices are per million tokens; the parts are added first and rounded up once,
 * so that an estimate is never low and no float is involved.
 */
export function costNanoUsd(usage: BilledTokens, price: Price | null): bigint {
  if (price === null) return 0n;
  const { input, output, cachedInput, cacheWrite } = pricesFor(price, usage);
  const total =
    BigInt(usage.inputUncached) * input +
    BigInt(usage.inputCacheRead) * (cachedInput ?? input) +
    BigInt(usage.inputCacheWrite) * (cacheWrite ?? input) +
    BigInt(usage.output) * output;
  return roundUp(total) + (price.perRequest ?? 0n);
}

/**
 * The most that an answer within these bounds can cost, in nano-USD: every token of the prompt at the dearest price that one of it can
 * have, whichever tier the prompt turns out to be in.
 */
export function highestCostNanoUsd(
  bounds: { readonly inputTokens: number; readonly outputTokens: number },
  price: Price | null,
): bigint {
  if (price === null) return 0n;
  let input = dearestInput(price);
  let output = price.output;
  for (const tier of price.tiers ?? []) {
    if (tier.aboveInputTokens >= bounds.inputTokens) break;
    const inTier = dearestInput(tier);
    if (inTier > input) input = inTier;
    if (tier.output > output) output = tier.output;
  }
  const total = BigInt(bounds.inputTokens) * input + BigInt(bounds.outputTokens) * output;
  return roundUp(total) + (price.perRequest ?? 0n);
}

/** A prompt beyond a tier's start is billed at the prices of that tier from its first token on. */
function pricesFor(price: Price, usage: BilledTokens): TokenPrices {
  if (price.tiers === undefined) return price;
  const inputTokens = usage.inputUncached + usage.inputCacheRead + usage.inputCacheWrite;
  return price.tiers.findLast(({ aboveInputTokens }) => inputTokens > aboveInputTokens) ?? price;
}

function dearestInput({ input, cachedInput, cacheWrite }: TokenPrices): bigint {
  let dearest = input;
  if (cachedInput !== null && cachedInput > dearest) dearest = cachedInput;
  if (cacheWrite !== null && cacheWrite > dearest) dearest = cacheWrite;
  return dearest;
}

const roundUp = (millionths: bigint) => (millionths + tokensPerPrice - 1n) / tokensPerPrice;

const nanoPerUsd = 1_000_000_000n;

/** Nano-USD as a decimal string in USD without trailing zeros, e.g. `0.000312`. */
export function formatUsd(nanoUsd: bigint): string {
  const whole = nanoUsd / nanoPerUsd;
  const fraction = (nanoUsd % nanoPerUsd).toString().padStart(9, '0').replace(/0+$/, '');
  return fraction === '' ? whole.toString() : `${whole}.${fraction}`;
}

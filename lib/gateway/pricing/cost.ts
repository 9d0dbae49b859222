import type { Price } from '../configuration.ts';
import type { TokenUsage } from '../request-record.ts';

const tokensPerPrice = 1_000_000n;

/**
 * Cost of one answer in nano-USD. Prices are per million tokens; the parts are added first and rounded up once,
 * so that an estimate is never low and no float is involved.
 */
export function costNanoUsd(usage: TokenUsage, price: Price | null): bigint {
  if (price === null) return 0n;
  const total =
    BigInt(usage.inputUncached) * price.input +
    BigInt(usage.inputCacheRead) * (price.cachedInput ?? price.input) +
    BigInt(usage.inputCacheWrite) * (price.cacheWrite ?? price.input) +
    BigInt(usage.output) * price.output;
  return (total + tokensPerPrice - 1n) / tokensPerPrice;
}

const nanoPerUsd = 1_000_000_000n;

/** Nano-USD as a decimal string in USD without trailing zeros, e.g. `0.000312`. */
export function formatUsd(nanoUsd: bigint): string {
  const whole = nanoUsd / nanoPerUsd;
  const fraction = (nanoUsd % nanoPerUsd).toString().padStart(9, '0').replace(/0+$/, '');
  return fraction === '' ? whole.toString() : `${whole}.${fraction}`;
}

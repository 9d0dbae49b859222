/** 1 USD = 10^9 nano-USD. */
const nanoDigits = 9;

/** A decimal number as an integer and the power of ten it is divided by: 0.15 = 15 / 10^2. */
function decimalParts(value: number): { digits: bigint; scale: number } {
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!match) throw new RangeError(`${value} is not a price: it must be zero or more`);
  const [, whole = '', fraction = '', exponent = '0'] = match;
  return { digits: BigInt(whole + fraction), scale: fraction.length - Number(exponent) };
}

/** How many digits after the point a price needs: 0.075 needs 3. Negative for round powers of ten. */
export function fractionDigits(usd: number): number {
  return decimalParts(usd).scale;
}

/**
 * A price in USD per million tokens as nano-USD per million tokens, exact: the shortest decimal form of a double is the
 * number that was written, up to 15 significant digits, and no arithmetic is done on the double itself.
 * A price with more than nine digits after the point is rounded half up.
 * @throws RangeError for a negative or non-finite number.
 */
export function nanoUsdPerMillion(usd: number): bigint {
  const { digits, scale } = decimalParts(usd);
  if (scale <= nanoDigits) return digits * 10n ** BigInt(nanoDigits - scale);
  const divisor = 10n ** BigInt(scale - nanoDigits);
  return (digits + divisor / 2n) / divisor;
}

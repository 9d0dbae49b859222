const nanoPerUsd = 1_000_000_000n;
/** Digits after the leading zeros that an amount below one dollar keeps. */
const significantDigits = 3;

const grouped = (whole: bigint) => whole.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');

const roundTo = (nano: bigint, decimals: number) => {
  const step = 10n ** BigInt(9 - decimals);
  return ((nano + step / 2n) / step) * step;
};

const decimalsNeeded = (nano: bigint) => {
  if (nano === 0n || nano >= nanoPerUsd) return 2;
  const leadingZeros = 9 - nano.toString().length;
  return Math.min(9, Math.max(2, leadingZeros + significantDigits));
};

const render = (nano: bigint, decimals: number) => {
  const fraction = (nano % nanoPerUsd).toString().padStart(9, '0').slice(0, decimals);
  const trimmed = fraction.replace(/0+$/, '').padEnd(2, '0');
  return `$${grouped(nano / nanoPerUsd)}.${trimmed}`;
};

const signed = (nanoUsd: string | bigint, format: (magnitude: bigint) => string) => {
  const nano = BigInt(nanoUsd);
  return nano < 0n ? `-${format(-nano)}` : format(nano);
};

/** An amount with the digits it needs: `$0.000312`, `$0.0123`, `$1,204.50`. Takes nano-USD. */
export const formatMoney = (nanoUsd: string | bigint): string =>
  signed(nanoUsd, (nano) => render(roundTo(nano, decimalsNeeded(nano)), decimalsNeeded(nano)));

/** The same amount to the last nano-USD, for a hover or a detail. */
export const formatMoneyExact = (nanoUsd: string | bigint): string =>
  signed(nanoUsd, (nano) => render(nano, 9));

/** Dollars as a floating point number: for the height of a bar, never for arithmetic. */
export const moneyForPlotting = (nanoUsd: string | bigint): number => Number(BigInt(nanoUsd)) / 1e9;

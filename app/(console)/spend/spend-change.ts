import { formatMoney } from '#app/_ui/format-money.ts';

/** What an amount became, against the same length of time just before. */
export interface SpendChange {
  /** With its sign: `+$1.20`; null when nothing changed. */
  readonly amount: string | null;
  /** With its sign: `+12.3%`, `×14` from tenfold on; null when there is nothing to compare with. */
  readonly ratio: string | null;
}

/** Tenths of a percent, rounded half away from zero. */
const permille = (difference: bigint, before: bigint): bigint => {
  const scaled = (difference < 0n ? -difference : difference) * 2_000n + before;
  return scaled / (before * 2n);
};

const ratioOf = (now: bigint, before: bigint): string | null => {
  if (before <= 0n) return null;
  if (now >= before * 10n) return `×${now / before}`;
  const difference = now - before;
  const tenths = permille(difference, before);
  if (tenths === 0n) return difference === 0n ? '0%' : `${difference < 0n ? '−' : '+'}<0.1%`;
  const fraction = tenths % 10n === 0n ? '' : `.${tenths % 10n}`;
  return `${difference < 0n ? '−' : '+'}${tenths / 10n}${fraction}%`;
};

/** Compares two amounts in nano-USD. */
export const spendChange = (nowNanoUsd: string, beforeNanoUsd: string): SpendChange => {
  const now = BigInt(nowNanoUsd);
  const before = BigInt(beforeNanoUsd);
  const difference = now - before;
  const size = formatMoney(difference < 0n ? -difference : difference);
  return {
    amount: difference === 0n ? null : `${difference < 0n ? '−' : '+'}${size}`,
    ratio: ratioOf(now, before),
  };
};

/** A change in words: `+$1.20 (+12.3%)`, `no change`. */
export const changeWords = ({ amount, ratio }: SpendChange): string => {
  if (amount === null) return 'no change';
  return ratio === null ? amount : `${amount} (${ratio})`;
};

/** How much of the whole an amount is; null when the whole is nothing. */
export const spendShare = (
  partNanoUsd: string,
  wholeNanoUsd: string,
): { readonly percent: number; readonly words: string } | null => {
  const whole = BigInt(wholeNanoUsd);
  const part = BigInt(partNanoUsd);
  if (whole <= 0n) return null;
  const percent = Number((part * 1_000n) / whole) / 10;
  return { percent, words: percent === 0 && part > 0n ? '<0.1%' : `${percent}%` };
};

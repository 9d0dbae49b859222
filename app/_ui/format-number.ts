// One locale for everyone: the server and the browser must render the same text.
const whole = new Intl.NumberFormat('en-US');
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345`. */
export const formatCount = (value: number): string => whole.format(value);

/** `12.3K`, for axes and tight places. */
export const formatCompact = (value: number): string => compact.format(value);

/**
 * A share as a percentage that never claims more than it knows: 99.96 % stays below 100 %, 0.01 % above 0 %.
 * Takes a part and its whole; null when there is nothing to divide by.
 */
export const formatShare = (part: number, total: number): string | null => {
  if (total === 0) return null;
  const percent = (part / total) * 100;
  if (part !== total && percent > 99.9) return `${Math.floor(percent * 100) / 100}%`;
  if (part !== 0 && percent < 0.1) return `${Math.max(0.01, Number(percent.toFixed(2)))}%`;
  return `${Number(percent.toFixed(1))}%`;
};

/** `1 request`, `2 requests`. */
export const plural = (count: number, noun: string, many = `${noun}s`): string =>
  `${formatCount(count)} ${count === 1 ? noun : many}`;

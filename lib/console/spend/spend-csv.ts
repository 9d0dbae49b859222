import type { SpendItem } from './schema.ts';

const nanosPerUsd = 1_000_000_000n;

const columns = {
  bucket: (item) => item.bucket,
  group: (item) => item.group ?? '',
  requests: (item) => String(item.requests),
  errors: (item) => String(item.errors),
  failovers: (item) => String(item.failovers),
  input_tokens: (item) => String(item.input_tokens),
  output_tokens: (item) => String(item.output_tokens),
  cached_input_tokens: (item) => String(item.cached_input_tokens),
  reasoning_tokens: (item) => String(item.reasoning_tokens),
  cost_usd: (item) => exactUsd(BigInt(item.cost_nano_usd)),
  cost_nano_usd: (item) => item.cost_nano_usd,
  estimated: (item) => String(item.estimated),
  unpriced: (item) => String(item.unpriced),
} satisfies Record<string, (item: SpendItem) => string>;

/** A table as RFC 4180 has it, with a line of names first. */
export function spendCsv(items: readonly SpendItem[]): string {
  const lines = items.map((item) => Object.values(columns).map((cellOf) => csvCell(cellOf(item))));
  return [Object.keys(columns), ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** A spreadsheet runs what begins like a formula, and callers choose tags: an apostrophe makes it text. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const exactUsd = (nanos: bigint): string =>
  `${nanos / nanosPerUsd}.${String(nanos % nanosPerUsd).padStart(9, '0')}`;

import { organisation } from '#db/schema/index.ts';
import type { UsageGrouping, UsageRow } from '#db/stores/spend-rows.ts';
import type { ConsoleContext } from '../context.ts';
import type { SpendFigures, SpendGrouping } from './schema.ts';

/** The grouping as the store has it. */
export const usageGroupingOf = ({ by, tag }: SpendGrouping): UsageGrouping => {
  if (by === 'tag') return { tag };
  return { column: by === 'key' ? 'key_name' : by };
};

/** The asked zone, else the organisation's. */
export async function zoneOf(ctx: ConsoleContext, asked: string | undefined): Promise<string> {
  if (asked !== undefined) return asked;
  const [row] = await ctx.db.select({ timeZone: organisation.timeZone }).from(organisation);
  return row?.timeZone ?? 'UTC';
}

type Summable = Pick<
  UsageRow,
  | 'requests'
  | 'errors'
  | 'failovers'
  | 'inputTokens'
  | 'outputTokens'
  | 'cachedInputTokens'
  | 'reasoningTokens'
  | 'costNanoUsd'
  | 'estimated'
  | 'unpriced'
>;

/** Nothing was used. */
export const nothingUsed: Summable = {
  requests: 0,
  errors: 0,
  failovers: 0,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  costNanoUsd: 0n,
  estimated: 0,
  unpriced: 0,
};

/** The sum of two. */
export const added = (a: Summable, b: Summable): Summable => ({
  requests: a.requests + b.requests,
  errors: a.errors + b.errors,
  failovers: a.failovers + b.failovers,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
  reasoningTokens: a.reasoningTokens + b.reasoningTokens,
  costNanoUsd: a.costNanoUsd + b.costNanoUsd,
  estimated: a.estimated + b.estimated,
  unpriced: a.unpriced + b.unpriced,
});

/** Sums as the console's JSON has them. */
export const figuresOf = (row: Summable): SpendFigures => ({
  requests: row.requests,
  errors: row.errors,
  failovers: row.failovers,
  input_tokens: row.inputTokens,
  output_tokens: row.outputTokens,
  cached_input_tokens: row.cachedInputTokens,
  reasoning_tokens: row.reasoningTokens,
  cost_nano_usd: row.costNanoUsd.toString(),
  estimated: row.estimated,
  unpriced: row.unpriced,
});

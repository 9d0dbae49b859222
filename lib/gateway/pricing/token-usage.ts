import type { TokenUsage } from '../request-record.ts';
import type { Usage } from '../schema/chat-completion.ts';

/** A provider that reports more than this in one answer is not believed (the largest windows are some ten million). */
const absurdTokens = 1_000_000_000;

/** Null = no count of tokens. What is left out counts as none. */
function count(value: unknown): number | null {
  if (value === undefined || value === null) return 0;
  return Number.isInteger(value) && typeof value === 'number' && value >= 0 && value < absurdTokens
    ? value
    : null;
}

/** A provider's usage in disjoint buckets; null when it holds nothing, or something that is no count of tokens. */
export function readUsage(usage: Usage | null | undefined): TokenUsage | null {
  if (usage === null || usage === undefined) return null;
  const input = count(usage.prompt_tokens);
  const output = count(usage.completion_tokens);
  const cached = count(usage.prompt_tokens_details?.cached_tokens);
  const written = count(usage.prompt_tokens_details?.cache_write_tokens);
  const reasoning = count(usage.completion_tokens_details?.reasoning_tokens);
  if (input === null || output === null || cached === null || written === null || reasoning === null)
    return null;
  if (input === 0 && output === 0) return null;
  const inputCacheRead = Math.min(input, cached);
  const inputCacheWrite = Math.min(input - inputCacheRead, written);
  return {
    inputUncached: input - inputCacheRead - inputCacheWrite,
    inputCacheRead,
    inputCacheWrite,
    output,
    outputReasoning: Math.min(output, reasoning),
    estimated: false,
  };
}

/** Usage counted by the gateway because the provider sent none; marked as such. */
export function estimatedUsage(inputTokens: number, outputCharacters: number): TokenUsage {
  return {
    inputUncached: inputTokens,
    inputCacheRead: 0,
    inputCacheWrite: 0,
    output: estimateTokens(outputCharacters),
    outputReasoning: 0,
    estimated: true,
  };
}

/** Tokens of a text of that many characters. Four characters a token is the vendors' own rule of thumb for English. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / 4);
}

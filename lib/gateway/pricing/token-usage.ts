import type { TokenUsage } from '../request-record.ts';
import type { Usage } from '../schema/chat-completion.ts';

/** A provider that reports more than this in one answer is not believed (the largest windows are some ten million). */
const absurdTokens = 1_000_000_000;

const count = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 && value < absurdTokens
    ? Math.floor(value)
    : 0;

/** A provider's usage in disjoint buckets; null when it holds nothing believable. */
export function readUsage(usage: Usage | null | undefined): TokenUsage | null {
  if (usage === null || usage === undefined) return null;
  const input = count(usage.prompt_tokens);
  const output = count(usage.completion_tokens);
  if (input === 0 && output === 0) return null;
  const inputCacheRead = Math.min(input, count(usage.prompt_tokens_details?.cached_tokens));
  const inputCacheWrite = Math.min(
    input - inputCacheRead,
    count(usage.prompt_tokens_details?.cache_write_tokens),
  );
  return {
    inputUncached: input - inputCacheRead - inputCacheWrite,
    inputCacheRead,
    inputCacheWrite,
    output,
    outputReasoning: Math.min(output, count(usage.completion_tokens_details?.reasoning_tokens)),
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

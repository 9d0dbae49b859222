import { estimateTokens } from '../pricing/token-usage.ts';
import type { TokenUsage } from '../request-record.ts';
import type { ChatCompletionChunk, Usage } from '../schema/chat-completion.ts';

/** Turns the usage of a continuation into that of the answer which the caller got. */
export interface UsageShift {
  chunk(chunk: ChatCompletionChunk): ChatCompletionChunk;
  record(usage: TokenUsage): TokenUsage;
}

/**
 * A continuation counts the partial answer as prompt, but to the caller it is output. So its tokens move from the one to the other:
 * the total stays what the provider counted, and only where the line runs is estimated. The sum of both legs would count the prompt
 * twice, and the continuation alone would leave out what the caller had before. Bills are by leg and know nothing of this.
 */
export function createUsageShift(partialCharacters: number): UsageShift {
  const tokens = estimateTokens(partialCharacters);
  return {
    chunk: (chunk) => (chunk.usage == null ? chunk : { ...chunk, usage: shifted(chunk.usage, tokens) }),
    record(usage) {
      const inputUncached = Math.max(0, usage.inputUncached - tokens);
      const moved = usage.inputUncached - inputUncached;
      return { ...usage, inputUncached, output: usage.output + moved, estimated: true };
    },
  };
}

function shifted(usage: Usage, tokens: number): Usage {
  // What was read from a cache is the caller's own prompt: the partial answer is new.
  const fresh = usage.prompt_tokens - (usage.prompt_tokens_details?.cached_tokens ?? 0);
  const moved = Math.max(0, Math.min(tokens, fresh)) || 0;
  return {
    ...usage,
    prompt_tokens: usage.prompt_tokens - moved,
    completion_tokens: usage.completion_tokens + moved,
  };
}

import type { Usage } from '../../schema/chat-completion.ts';
import { isObject, type JsonObject, readCount, readObject } from '../json.ts';
import type { OpenAiDialect } from './dialect.ts';

/** Where the counts of an answer are: at the top, with Groq in `x_groq`, with Moonshot in the last choice of a stream. */
export function findUsage(json: JsonObject): JsonObject | null {
  if (isObject(json.usage)) return json.usage;
  if (isObject(json.x_groq) && isObject(json.x_groq.usage)) return json.x_groq.usage;
  const first: unknown = Array.isArray(json.choices) ? json.choices[0] : undefined;
  return isObject(first) && isObject(first.usage) ? first.usage : null;
}

/** Usage in OpenAI's words, whatever the provider calls its cached and its reasoning tokens; what it says otherwise stays. */
export function repairUsage(usage: JsonObject, reasoningTokens: OpenAiDialect['reasoningTokens']): Usage {
  const counted = usage as unknown as Usage;
  const promptDetails = readObject(usage.prompt_tokens_details ?? usage.prompt_token_details);
  const completionDetails = readObject(usage.completion_tokens_details);
  const cached = firstCount(
    promptDetails.cached_tokens,
    usage.prompt_cache_hit_tokens, // DeepSeek
    usage.num_cached_tokens, // Mistral
    usage.cached_tokens, // Moonshot
  );
  const written = firstCount(
    promptDetails.cache_write_tokens,
    promptDetails.cache_creation_input_tokens, // Qwen
  );
  const reasoning = firstCount(
    completionDetails.reasoning_tokens,
    usage.reasoning_tokens, // Perplexity
  );
  const details = {
    ...(cached + written === 0
      ? {}
      : { prompt_tokens_details: { ...promptDetails, cached_tokens: cached, cache_write_tokens: written } }),
    ...(reasoning === 0
      ? {}
      : { completion_tokens_details: { ...completionDetails, reasoning_tokens: reasoning } }),
  };
  if (reasoningTokens !== 'beside') return { ...counted, ...details };
  const given = readCount(usage.prompt_tokens);
  // xAI has been seen to leave the cached tokens out of the prompt, too.
  const prompt = cached > given ? given + cached : given;
  const completion = readCount(usage.completion_tokens) + reasoning;
  const totals = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
  return { ...counted, ...totals, ...details };
}

function firstCount(...candidates: readonly unknown[]): number {
  return candidates.map(readCount).find((count) => count > 0) ?? 0;
}

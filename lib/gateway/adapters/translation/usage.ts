import type { Usage } from '../../schema/chat-completion.ts';

/** Tokens of one answer. The prompt holds its cached parts, the completion its reasoning. */
export interface TokenCounts {
  readonly prompt: number;
  readonly cacheRead: number;
  readonly cacheWrite?: number;
  readonly completion: number;
  readonly reasoning: number;
}

/** Usage in OpenAI's form. */
export function toUsage({ prompt, cacheRead, cacheWrite, completion, reasoning }: TokenCounts): Usage {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: cacheRead,
      ...(cacheWrite === undefined ? {} : { cache_write_tokens: cacheWrite }),
    },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

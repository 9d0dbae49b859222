import type { ChatCompletionRequest } from '../schema/chat-completion.ts';

/** What one request may use of a limit of tokens. */
export interface TokenDemand {
  /** The prompt by its estimate, and the longest answer that the caller asked for. */
  readonly stated: number;
  /** For an answer whose length nobody limits. */
  readonly assumed: number;
}

/** An answer whose length nobody limits is taken to be about this long, until its end tells. Tokens. */
const usualOutputTokens = 1_024;
/** What is only assumed takes no more than this part of a limit: a small one would let one request in at a time. */
const assumedShare = 0.1;

/** Reads the demand of a request whose prompt is estimated at `inputTokens`. */
export function tokenDemandOf(request: ChatCompletionRequest, inputTokens: number): TokenDemand {
  const answers = request.n ?? 1;
  const longest = request.max_completion_tokens ?? request.max_tokens ?? null;
  if (longest !== null) return { stated: inputTokens + longest * answers, assumed: 0 };
  return { stated: inputTokens, assumed: usualOutputTokens * answers };
}

/** What is counted of a limit before the answer is known. What is only assumed never makes a request too large for it. */
export function reservedTokens({ stated, assumed }: TokenDemand, limit: number): number {
  return Math.max(stated, Math.min(stated + Math.min(assumed, Math.floor(limit * assumedShare)), limit));
}

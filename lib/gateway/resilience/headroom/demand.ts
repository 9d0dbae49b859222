import type { LatencyClass, Target } from '../../configuration.ts';
import type { TokenUsage } from '../../request-record.ts';
import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';

/** Whose turn it is. `late` = a batch call after those that wait; `next` = one that has waited and is the first in line. */
export type Turn = 'prompt' | 'late' | 'next';

/** What one call asks of the limits that it must stay within. */
export interface Demand {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly turn: Turn;
}

/** An answer whose length nobody limits is taken to be about this long. Tokens. */
const usualOutputTokens = 1_024;
/** Batch calls may use so much of each limit; the rest is left to those who wait for their answers. */
const batchShare = 0.8;

/** What a request asks of a target, by its estimate: providers count the longest answer that it allows. */
export function demandOf(
  request: ChatCompletionRequest,
  plan: { readonly inputTokens: number; readonly route: { readonly latencyClass: LatencyClass } },
  { facts }: Pick<Target, 'facts'>,
): Demand {
  const asked = request.max_completion_tokens ?? request.max_tokens ?? usualOutputTokens;
  const longest = Math.min(asked, facts.maxOutputTokens ?? asked);
  return {
    inputTokens: plan.inputTokens,
    outputTokens: longest * (request.n ?? 1),
    turn: plan.route.latencyClass === 'batch' ? 'late' : 'prompt',
  };
}

/** The part of a limit that this call may use: batch leaves a fifth and at least one to the others, but of one nothing can be left. */
export function shareOf(limit: number, turn: Turn): number {
  if (turn === 'prompt') return limit;
  return Math.max(Math.min(limit, 1), Math.min(limit - 1, Math.floor(limit * batchShare)));
}

/** Everything that an answer used, cached or not. Tokens. */
export function tokensOf({ inputUncached, inputCacheRead, inputCacheWrite, output }: TokenUsage): number {
  return inputUncached + inputCacheRead + inputCacheWrite + output;
}

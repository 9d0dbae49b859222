import type { Target } from '../configuration.ts';
import { highestCostNanoUsd } from '../pricing/cost.ts';
import { tokenBounds } from '../pricing/token-bounds.ts';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';

/** The most that one call to this target can cost, in nano-USD: what is reserved before it. Zero for a model without a price. */
export function estimateNanoUsd(request: ChatCompletionRequest, { facts }: Pick<Target, 'facts'>): bigint {
  return facts.price === null ? 0n : highestCostNanoUsd(tokenBounds(request, facts), facts.price);
}

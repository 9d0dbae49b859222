import type { ChatCompletionRequest, ChatMessage } from '../../schema/chat-completion.ts';
import type { ModelTraits } from './model-traits.ts';
import type { AnthropicEffort, AnthropicRequest } from './wire.ts';

/** OpenAI's efforts in Anthropic's words. */
const efforts: Readonly<Record<string, AnthropicEffort>> = {
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'xhigh',
  max: 'max',
};

/** Tokens of thinking for models that take a budget instead of an effort (our choice; Anthropic's minimum is 1,024). */
const budgets: Readonly<Record<AnthropicEffort, number>> = {
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 32_768,
  max: 32_768,
};
const smallestBudget = 1_024;

/** The limits that thinking has to fit into, in tokens. */
export interface OutputLimits {
  /** What the answer itself may have. */
  readonly maxTokens: number;
  /** What the model can put out in one answer, thinking included. */
  readonly modelLimit: number;
}

/** How a request asks for thinking; `max_tokens` holds a budget on top of the answer. */
export type EncodedReasoning = Pick<AnthropicRequest, 'max_tokens' | 'thinking'> & {
  readonly effort?: AnthropicEffort;
};

/** `reasoning_effort` as the model takes it; nothing is sent when the caller says nothing. */
export function encodeReasoning(
  request: ChatCompletionRequest,
  traits: ModelTraits,
  limits: OutputLimits,
): EncodedReasoning {
  const max_tokens = limits.maxTokens;
  const wanted = request.reasoning_effort;
  if (wanted == null || traits.reasoning === 'none') return { max_tokens };
  if (wanted === 'none') {
    // A model that cannot stop thinking thinks as little as it can.
    if (traits.reasoningOff === 'never') return { max_tokens, effort: 'low' };
    return { max_tokens, thinking: { type: traits.reasoningOff } };
  }
  const effort = efforts[wanted] ?? 'medium';
  // Shown thinking is also a sign of life: a stream that thinks for a minute is not cut as silent.
  if (traits.reasoning === 'effort') {
    return { max_tokens, effort, thinking: { type: 'adaptive', display: 'summarized' } };
  }
  const budget = Math.min(budgets[effort], limits.modelLimit - 1);
  const total = Math.min(max_tokens + budget, limits.modelLimit);
  const fits = budget >= smallestBudget && budget < total;
  if (!fits || lacksThinking(request.messages)) return { max_tokens };
  return { max_tokens: total, thinking: { type: 'enabled', budget_tokens: budget } };
}

/** In a tool loop a thinking model wants its earlier thinking back; without it the turn must go on without thinking. */
function lacksThinking(messages: readonly ChatMessage[]): boolean {
  if (messages.at(-1)?.role !== 'tool') return false;
  const calling = messages.findLast((message) => message.role === 'assistant');
  return calling?.role === 'assistant' && !Array.isArray(calling.thinking_blocks);
}

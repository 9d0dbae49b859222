import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import type { ModelRestrictions } from './dialect.ts';

/** Refused by reasoning models (from the adapters of others; OpenAI answers 400 for each). */
const samplingFields = [
  'temperature',
  'top_p',
  'logprobs',
  'top_logprobs',
  'logit_bias',
  'presence_penalty',
  'frequency_penalty',
] as const;

/** Taken again by GPT-5.1 and later 5.x when reasoning is off. */
const takenWithoutReasoning: ReadonlySet<string> = new Set([
  'temperature',
  'top_p',
  'logprobs',
  'top_logprobs',
]);

const searchPreview = /^gpt-4o(?:-mini)?-search-preview/;
const gptVersion = /^gpt-(\d+)(?:\.(\d+))?(-chat)?/;

/** What OpenAI's own models refuse, by their names; nothing for a name that says nothing. */
export function restrictOpenAiModel(model: string, request: ChatCompletionRequest): ModelRestrictions {
  if (searchPreview.test(model)) return { drops: ['temperature'] };
  const family = reasoningFamily(model);
  if (family === null) return {};
  const reasoningOff = family === 'gpt-5.x' && request.reasoning_effort === 'none';
  return {
    drops: reasoningOff
      ? samplingFields.filter((field) => !takenWithoutReasoning.has(field))
      : samplingFields,
    maxTokensField: 'max_completion_tokens',
    instructionRole: 'developer',
  };
}

/** `o<digit>…` and `gpt-5` and later reason, except the chat variants (`gpt-<major>-chat…`). */
function reasoningFamily(model: string): 'gpt-5.x' | 'other' | null {
  if (/^o\d/.test(model)) return 'other';
  const [, major, minor, chat] = gptVersion.exec(model) ?? [];
  if (major === undefined || Number(major) < 5 || chat !== undefined) return null;
  return major === '5' && Number(minor ?? 0) >= 1 ? 'gpt-5.x' : 'other';
}

import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import { namesOfIgnored } from '../translation/ignored-fields.ts';
import { familyOf } from './model-family.ts';

/** Fields that have no word here, or that some models of the family refuse. Legacy `functions` are refused rather than dropped. */
const unknownFields = [
  'functions',
  'function_call',
  'presence_penalty',
  'frequency_penalty',
  'logprobs',
  'top_logprobs',
  'logit_bias',
  'prediction',
  'metadata',
  'user',
  'safety_identifier',
  'store',
  'parallel_tool_calls',
  'modalities',
  'audio',
  'verbosity',
  'web_search_options',
] as const;

/** The caller's fields that this model would not heed. */
export function ignoredParameters(request: ChatCompletionRequest, model: string): string[] {
  const unthinking = familyOf(model).thinking === 'none' ? ['reasoning_effort'] : [];
  return namesOfIgnored(request, [...unknownFields, ...unthinking]);
}

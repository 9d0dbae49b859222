import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import { namesOfIgnored } from '../translation/ignored-fields.ts';
import { thinks } from './encode-request.ts';
import { traitsOf } from './model-traits.ts';

/** Fields for which Anthropic has no word. `n` above 1 and legacy `functions` are refused rather than dropped. */
const unknownFields = [
  'n',
  'functions',
  'function_call',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'prediction',
  'store',
  'modalities',
  'audio',
  'verbosity',
  'metadata',
  'web_search_options',
] as const;

const samplingFields = ['temperature', 'top_p', 'top_k'] as const;

/** The caller's fields that this model would not heed. */
export function ignoredParameters(request: ChatCompletionRequest, model: string): string[] {
  return namesOfIgnored(request, [
    ...unknownFields,
    ...ignoredSampling(request, model),
    ...(traitsOf(model).reasoning === 'none' ? ['reasoning_effort'] : []),
  ]);
}

/** A thinking model takes no sampling, and one that takes it takes only one of temperature and top_p. */
function ignoredSampling(request: ChatCompletionRequest, model: string): readonly string[] {
  if (!traitsOf(model).sampling || thinks(request, model)) return samplingFields;
  return request.temperature == null ? [] : ['top_p'];
}

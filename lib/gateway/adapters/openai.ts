import { openAiBillingRules } from './openai/errors.ts';
import { restrictOpenAiModel } from './openai/model-restrictions.ts';
import { openAiCompatible } from './openai-compatible.ts';

/** OpenAI's own API. */
export const openai = openAiCompatible({
  id: 'openai',
  label: 'OpenAI',
  defaultBaseUrl: 'https://api.openai.com/v1',
  fidelity: 'exact',
  restrictModel: restrictOpenAiModel,
  messageDrops: ['thinking_blocks', 'images', 'reasoning_content', 'reasoning_details'],
  errorRules: openAiBillingRules,
});

import { openAiBillingRules } from '../openai/errors.ts';
import { openAiCompatible } from '../openai-compatible.ts';
import { onlyOpenAi, stranger } from './stranger.ts';

/** Perplexity. `citations` and `search_results` pass through. Tools are sent as they are: a refusal is better than silence. */
export const perplexity = openAiCompatible({
  ...stranger,
  id: 'perplexity',
  label: 'Perplexity',
  defaultBaseUrl: 'https://api.perplexity.ai',
  drops: [...onlyOpenAi, 'stop', 'seed'],
  // A spent balance is a 401 of this type (unconfirmed): the key itself is good.
  errorRules: openAiBillingRules,
});

import { openAiCompatible } from '../openai-compatible.ts';
import { onlyOpenAi, stranger } from './stranger.ts';

/** xAI. A bad key is a 400, money and filters are 403s, and an error may be a plain text beside a `code`. */
export const xai = openAiCompatible({
  ...stranger,
  id: 'xai',
  label: 'xAI',
  defaultBaseUrl: 'https://api.x.ai/v1',
  drops: [...onlyOpenAi, 'presence_penalty', 'frequency_penalty', 'stop', 'logit_bias'],
  reasoningTokens: 'beside',
  // All texts unconfirmed.
  errorRules: [
    { kind: 'authentication', status: [400, 403], message: /(?:incorrect|invalid) api key/i },
    {
      kind: 'quota_exhausted',
      status: [403, 429],
      message: /used all available credits|monthly spending limit/i,
    },
    { kind: 'content_filtered', status: [400, 403], message: /usage guidelines|content violates/i },
  ],
});

import { openAiBillingRules } from '../openai/errors.ts';
import { openAiCompatible } from '../openai-compatible.ts';
import { stranger } from './stranger.ts';

/** TokenMix, a prepaid relay of many providers. An empty wallet is a 402; that its other words are OpenAI's is unconfirmed. */
export const tokenmix = openAiCompatible({
  ...stranger,
  id: 'tokenmix',
  label: 'TokenMix',
  defaultBaseUrl: 'https://api.tokenmix.ai/v1',
  errorRules: [
    ...openAiBillingRules,
    // The word of the relay software that many such services run (unconfirmed for this one).
    { kind: 'quota_exhausted', code: ['insufficient_user_quota', 'pre_consume_token_quota_failed'] },
  ],
});

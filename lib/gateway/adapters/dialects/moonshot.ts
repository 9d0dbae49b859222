import { openAiCompatible } from '../openai-compatible.ts';
import { onlyOpenAi, stranger } from './stranger.ts';

/** Kimi K2.5 and later fix their own sampling and refuse another. */
const fixedSampling = /^kimi-(?:k2\.[5-9]|k[3-9])/;

/** Moonshot, international. A full engine is a 429, as are money and a limit: the type tells them apart (unconfirmed). */
export const moonshot = openAiCompatible({
  ...stranger,
  id: 'moonshot',
  label: 'Moonshot',
  defaultBaseUrl: 'https://api.moonshot.ai/v1',
  drops: [...onlyOpenAi, 'seed'],
  restrictModel: (model) =>
    fixedSampling.test(model)
      ? { drops: ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty'] }
      : {},
  errorRules: [
    { kind: 'quota_exhausted', type: ['exceeded_current_quota_error'] },
    { kind: 'rate_limited', type: ['rate_limit_reached_error'] },
    { kind: 'content_filtered', type: ['content_filter'] },
    { kind: 'authentication', type: ['invalid_authentication_error', 'incorrect_api_key_error'] },
  ],
});

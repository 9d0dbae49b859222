import { openAiCompatible } from '../openai-compatible.ts';
import { stranger } from './stranger.ts';

/** Portkey's hosted gateway; the model names its provider (`@slug/model`). It has statuses of its own for budgets and guardrails. */
export const portkey = openAiCompatible({
  ...stranger,
  id: 'portkey',
  label: 'Portkey',
  defaultBaseUrl: 'https://api.portkey.ai/v1',
  keyHeader: 'x-portkey-api-key',
  errorRules: [
    { kind: 'quota_exhausted', status: [412] },
    { kind: 'content_filtered', status: [446] },
  ],
});

import { openAiCompatible } from '../openai-compatible.ts';
import { onlyOpenAi, stranger } from './stranger.ts';

/** Together. Its 403 means that the prompt is too long, and its 402 that a spend limit is reached. */
export const together = openAiCompatible({
  ...stranger,
  id: 'together',
  label: 'Together',
  defaultBaseUrl: 'https://api.together.xyz/v1',
  drops: [...onlyOpenAi, 'reasoning_effort'],
  errorRules: [
    // A 403 that speaks of the key is what a 403 is everywhere (unconfirmed that it occurs).
    {
      kind: 'permission',
      status: [403],
      message: /api key|permission|not authori[sz]ed|access to|country|region/i,
    },
    { kind: 'context_length_exceeded', status: [403] },
  ],
});

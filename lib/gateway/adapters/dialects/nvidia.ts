import { openAiCompatible } from '../openai-compatible.ts';
import { onlyOpenAi, stranger } from './stranger.ts';

/** NVIDIA NIM, hosted or one's own with `base_url`. Errors are problem JSON (unconfirmed) or gRPC's words. */
export const nvidia = openAiCompatible({
  ...stranger,
  id: 'nvidia',
  label: 'NVIDIA NIM',
  defaultBaseUrl: 'https://integrate.api.nvidia.com/v1',
  drops: [...onlyOpenAi, 'reasoning_effort'],
  errorRules: [
    // The workers are busy: nothing about this account.
    { kind: 'overloaded', message: /ResourceExhausted|worker local total request limit/i },
  ],
});

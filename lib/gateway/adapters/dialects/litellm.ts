import { openAiCompatible } from '../openai-compatible.ts';
import { stranger } from './stranger.ts';

/**
 * A LiteLLM proxy. It names its own refusals by type, and those of the providers behind it by an exception in the message: what is
 * wrong with *its* keys says nothing about ours.
 */
export const litellm = openAiCompatible({
  ...stranger,
  id: 'litellm',
  label: 'LiteLLM proxy',
  defaultBaseUrl: null,
  errorRules: [
    { kind: 'quota_exhausted', type: ['budget_exceeded'] },
    { kind: 'quota_exhausted', message: /budget has been exceeded|ExceededBudget/i },
    // Our key is good, this model is not for it.
    {
      kind: 'model_unavailable',
      type: [
        'key_model_access_denied',
        'team_model_access_denied',
        'user_model_access_denied',
        'org_model_access_denied',
      ],
    },
    { kind: 'authentication', type: ['expired_key', 'token_not_found_in_db'] },
    { kind: 'overloaded', type: ['no_db_connection'] },
    { kind: 'context_length_exceeded', message: /ContextWindowExceededError/ },
    { kind: 'content_filtered', message: /ContentPolicyViolationError/ },
    { kind: 'model_unavailable', message: /litellm\.(?:AuthenticationError|PermissionDeniedError)/ },
    { kind: 'timeout', message: /litellm\.Timeout/ },
  ],
});

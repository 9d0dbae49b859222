import type { RequestBody } from '../openai/dialect.ts';
import { openAiCompatible } from '../openai-compatible.ts';
import { toMistralMessages } from './mistral/messages.ts';
import { stranger } from './stranger.ts';

/** The highest temperature of the current documentation; older pages said 1.5. */
const maxTemperature = 1;

/** Mistral's own API. Errors have no frame, and validation errors are FastAPI's. Usage comes with every stream, unasked. */
export const mistral = openAiCompatible({
  ...stranger,
  id: 'mistral',
  label: 'Mistral',
  defaultBaseUrl: 'https://api.mistral.ai/v1',
  drops: [
    'store',
    'prediction',
    'user',
    'stream_options',
    'logprobs',
    'top_logprobs',
    'logit_bias',
    'modalities',
    'service_tier',
  ],
  renames: { seed: 'random_seed' },
  rewrite,
  errorRules: [
    // "Service tier capacity exceeded" is a full server, not a full account (unconfirmed).
    { kind: 'overloaded', code: ['3505'] },
    { kind: 'overloaded', message: /service tier capacity exceeded/i },
    // A wrong model name is a 400 (unconfirmed).
    { kind: 'model_unavailable', type: ['invalid_model'] },
    { kind: 'authentication', type: ['authentication_error'] },
  ],
});

function rewrite(body: RequestBody): void {
  if (body.temperature != null) body.temperature = Math.min(body.temperature, maxTemperature);
  body.messages = toMistralMessages(body.messages);
}

import { openAiCompatible } from '../openai-compatible.ts';
import { answerExtensions, onlyOpenAi, stranger } from './stranger.ts';

/** Groq. Streamed usage is in `x_groq`; what a model wrote badly comes back as the caller's fault, which it is not. */
export const groq = openAiCompatible({
  ...stranger,
  id: 'groq',
  label: 'Groq',
  defaultBaseUrl: 'https://api.groq.com/openai/v1',
  maxTokensField: 'max_completion_tokens',
  // Unconfirmed for each of the last three.
  drops: [...onlyOpenAi, 'logprobs', 'top_logprobs', 'logit_bias'],
  messageDrops: answerExtensions,
  errorRules: [
    { kind: 'overloaded', type: ['capacity_exceeded'] },
    // The model called a tool wrongly or wrote no valid JSON (unconfirmed): another try may do better.
    { kind: 'server_error', code: ['tool_use_failed', 'json_validate_failed'] },
    { kind: 'server_error', status: [422, 424] },
  ],
});

import { openAiCompatible } from '../openai-compatible.ts';
import { answerExtensions, onlyOpenAi, stranger } from './stranger.ts';

/** Cerebras. A prompt that is too long may be answered with a 400 or 413 and not a word. */
export const cerebras = openAiCompatible({
  ...stranger,
  id: 'cerebras',
  label: 'Cerebras',
  defaultBaseUrl: 'https://api.cerebras.ai/v1',
  maxTokensField: 'max_completion_tokens',
  // The penalties are unconfirmed.
  drops: [...onlyOpenAi, 'presence_penalty', 'frequency_penalty'],
  messageDrops: answerExtensions,
  errorRules: [
    { kind: 'context_length_exceeded', status: [400, 413], message: /^$/ },
    // Its queue is full, not the account (unconfirmed).
    { kind: 'overloaded', status: [429, null], code: ['queue_exceeded'] },
  ],
});

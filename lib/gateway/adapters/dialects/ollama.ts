import { openAiCompatible } from '../openai-compatible.ts';
import { onlyOpenAi, stranger } from './stranger.ts';

/** Ollama's OpenAI-compatible surface; no key by default. It loads a model first and may queue. */
export const ollama = openAiCompatible({
  ...stranger,
  id: 'ollama',
  label: 'Ollama',
  defaultBaseUrl: 'http://localhost:11434/v1',
  drops: [...onlyOpenAi, 'parallel_tool_calls', 'logit_bias', 'n', 'user'],
  errorRules: [
    // The request does not fit the machine, or its queue is full (texts unconfirmed).
    { kind: 'model_unavailable', message: /requires more system memory|try pulling it first/i },
    { kind: 'overloaded', message: /server busy|maximum pending requests/i },
  ],
});

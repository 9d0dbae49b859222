import type { RequestBody } from '../openai/dialect.ts';
import { openAiCompatible } from '../openai-compatible.ts';
import { onlyOpenAi, stranger } from './stranger.ts';

/** Fireworks. */
export const fireworks = openAiCompatible({
  ...stranger,
  id: 'fireworks',
  label: 'Fireworks',
  defaultBaseUrl: 'https://api.fireworks.ai/inference/v1',
  drops: onlyOpenAi,
  rewrite: dropPlainFormat,
  // A suspended account comes as a 412 (unconfirmed).
  errorRules: [{ kind: 'quota_exhausted', status: [403, 412], message: /suspended|spending limit/i }],
});

/** `response_format: {type: text}` beside tools is refused, and says nothing. */
function dropPlainFormat(body: RequestBody): void {
  if (body.response_format?.type === 'text') delete body.response_format;
}

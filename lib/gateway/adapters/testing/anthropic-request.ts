import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import { encodeBody } from '../anthropic/encode-request.ts';
import type { AnthropicRequest } from '../anthropic/wire.ts';

/** The shortest conversation. */
export const hi: ChatCompletionRequest['messages'] = [{ role: 'user', content: 'Hi' }];

/** A function that takes a city. */
export const tool = (name: string, rest: object = {}) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } } }, ...rest },
});

/** What Anthropic is sent for a request. */
export function encode(
  request: Partial<ChatCompletionRequest>,
  model = 'claude-sonnet-4-6',
  maxOutputTokens: number | null = null,
): AnthropicRequest {
  const input = { baseUrl: 'https://provider.test/v1', secret: 's', model, maxOutputTokens };
  return encodeBody({ ...input, request: { model: 'chat', messages: hi, ...request } });
}

import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import type { Adapter, UpstreamRequest } from '../adapter.ts';
import { type AdapterId, adapters } from '../index.ts';
import { deepFreeze } from './deep-freeze.ts';

/** A short conversation. */
export const messages: ChatCompletionRequest['messages'] = [
  { role: 'developer', content: 'Be brief.' },
  { role: 'user', content: 'Hi' },
];

/** What a provider is sent for a request that nobody may change. */
export function encode(
  id: AdapterId,
  request: Partial<ChatCompletionRequest>,
  model = 'some-model',
): UpstreamRequest {
  const adapter: Adapter = adapters[id];
  return adapter.encodeRequest({
    baseUrl: 'https://provider.test/v1',
    secret: 'the-secret',
    model,
    maxOutputTokens: null,
    request: deepFreeze({ model: 'chat', messages, ...request }),
  });
}

/** The body of what it is sent. */
export function send(id: AdapterId, request: Partial<ChatCompletionRequest>, model?: string) {
  return JSON.parse(encode(id, request, model).body ?? '') as Record<string, unknown> & {
    messages: Record<string, unknown>[];
  };
}

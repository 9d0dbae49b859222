import type { ChatMessage } from '../../schema/chat-completion.ts';

type TextContent = Extract<ChatMessage, { role: 'system' | 'assistant' | 'tool' }>['content'];

/** The text of a content that may be a string or parts; refusals count as text. */
export function textOf(content: TextContent): string {
  if (content == null) return '';
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : part.refusal)).join('');
}

import { estimateTokens } from '../pricing/token-usage.ts';
import type { ChatCompletionRequest, ChatMessage } from '../schema/chat-completion.ts';

/** A picture costs about this many tokens at ordinary detail (OpenAI: 85 to 1,105, Anthropic: about 1,600 at most). */
const imageTokens = 800;
/** Each message carries its role and separators. */
const messageTokens = 4;

/** A rough count of the prompt's tokens: texts, tool definitions and pictures. Never reads image data. */
export function estimateInputTokens(request: ChatCompletionRequest): number {
  let characters =
    request.tools === null || request.tools === undefined ? 0 : JSON.stringify(request.tools).length;
  let tokens = 0;
  for (const message of request.messages) {
    const size = messageSize(message);
    characters += size.characters;
    tokens += size.images * imageTokens + messageTokens;
  }
  return tokens + estimateTokens(characters);
}

function messageSize(message: ChatMessage): { characters: number; images: number } {
  let characters = 0;
  let images = 0;
  if (message.role === 'assistant')
    for (const call of message.tool_calls ?? [])
      characters += call.function.name.length + call.function.arguments.length;
  const content = message.content;
  if (typeof content === 'string') return { characters: characters + content.length, images };
  for (const part of content ?? []) {
    if (part.type === 'text') characters += part.text.length;
    else if (part.type === 'image_url') images += 1;
  }
  return { characters, images };
}

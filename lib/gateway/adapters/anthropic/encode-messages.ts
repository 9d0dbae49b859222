import type { ChatMessage, ToolCall } from '../../schema/chat-completion.ts';
import { isObject, readObjects, readString, tryParseJson } from '../json.ts';
import { refuse } from '../translation/refuse.ts';
import { encodePart, encodeText, encodeTexts } from './encode-content.ts';
import type {
  AnthropicMessage,
  AssistantBlock,
  TextBlock,
  ThinkingBlock,
  ToolResultBlock,
  UserBlock,
} from './wire.ts';

type Message<Role extends ChatMessage['role']> = Extract<ChatMessage, { role: Role }>;

/** A conversation as Anthropic wants it: instructions apart, turns merged. */
export interface EncodedConversation {
  readonly system: TextBlock[];
  readonly messages: AnthropicMessage[];
}

/**
 * Instructions go to the top in their order, wherever they stood: inside the conversation they are for a few models only.
 * @throws UpstreamError `invalid_request` for what Anthropic cannot express.
 */
export function encodeMessages(messages: readonly ChatMessage[]): EncodedConversation {
  const system: TextBlock[] = [];
  const turns: AnthropicMessage[] = [];
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`;
    switch (message.role) {
      case 'system':
      case 'developer':
        system.push(...encodeTexts(message.content));
        break;
      case 'user':
        addUserBlocks(turns, encodeUser(message, path));
        break;
      case 'tool':
        addUserBlocks(turns, [encodeToolResult(message)]);
        break;
      case 'assistant':
        addAssistantBlocks(turns, encodeAssistant(message, path));
        break;
      default:
        message satisfies never;
    }
  }
  trimPrefill(turns);
  // Anthropic wants a user turn; instructions alone are one.
  if (turns.length === 0) return { system: [], messages: [{ role: 'user', content: system }] };
  return { system, messages: turns };
}

/** Anthropic's ids are made of these characters only; other providers' (`functions.f:0`) are not. */
export function encodeToolId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, '_');
}

function encodeUser({ content }: Message<'user'>, path: string): UserBlock[] {
  if (typeof content === 'string') return encodeTexts(content);
  return content
    .map((part, index) => encodePart(part, `${path}.content[${index}]`))
    .filter((block) => block !== null);
}

function encodeToolResult({ content, tool_call_id: id }: Message<'tool'>): ToolResultBlock {
  const result = typeof content === 'string' ? content : encodeTexts(content);
  return { type: 'tool_result', tool_use_id: encodeToolId(id), content: result };
}

function encodeAssistant(message: Message<'assistant'>, path: string): AssistantBlock[] {
  const refusal = message.refusal ? encodeText(message.refusal) : null;
  return [
    ...readThinking(message.thinking_blocks),
    ...encodeTexts(message.content),
    ...(refusal === null ? [] : [refusal]),
    ...(message.tool_calls ?? []).map((call, index) => encodeToolCall(call, `${path}.tool_calls[${index}]`)),
  ];
}

function encodeToolCall({ id, function: { name, arguments: json } }: ToolCall, path: string): AssistantBlock {
  const input = json.trim() === '' ? {} : tryParseJson(json);
  if (!isObject(input)) throw refuse(`${path}.function.arguments`, 'Anthropic takes a JSON object only.');
  return { type: 'tool_use', id: encodeToolId(id), name, input };
}

/** Thinking that this adapter gave to the caller as `thinking_blocks` and that came back; anything else is left out. */
function readThinking(value: unknown): ThinkingBlock[] {
  const blocks: ThinkingBlock[] = [];
  for (const block of readObjects(value)) {
    const thinking = readString(block.thinking);
    const signature = readString(block.signature);
    const data = readString(block.data);
    if (block.type === 'thinking' && thinking !== null && signature !== null) {
      blocks.push({ type: 'thinking', thinking, signature });
    } else if (block.type === 'redacted_thinking' && data !== null) {
      blocks.push({ type: 'redacted_thinking', data });
    }
  }
  return blocks;
}

/** Tool results come right after their calls, in one turn with what the user says next. */
function addUserBlocks(turns: AnthropicMessage[], blocks: UserBlock[]): void {
  const last = turns.at(-1);
  if (last?.role === 'user') last.content.push(...blocks);
  else if (blocks.length > 0) turns.push({ role: 'user', content: blocks });
}

function addAssistantBlocks(turns: AnthropicMessage[], blocks: AssistantBlock[]): void {
  const last = turns.at(-1);
  if (last?.role === 'assistant') last.content.push(...blocks);
  else if (blocks.length > 0) turns.push({ role: 'assistant', content: blocks });
}

/** A conversation that ends with the assistant is a prefill, which may not end with white space. */
function trimPrefill(turns: AnthropicMessage[]): void {
  const last = turns.at(-1);
  const block = last?.role === 'assistant' ? last.content.at(-1) : undefined;
  if (last === undefined || block?.type !== 'text') return;
  block.text = block.text.trimEnd();
  if (block.text === '') last.content.pop();
  if (last.content.length === 0) turns.pop();
}

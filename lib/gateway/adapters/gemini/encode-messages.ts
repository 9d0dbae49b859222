import type { ChatMessage, ToolCall } from '../../schema/chat-completion.ts';
import { isObject, readObject, readString, tryParseJson } from '../json.ts';
import { refuse } from '../translation/refuse.ts';
import { textOf } from '../translation/text-of.ts';
import { encodePart } from './encode-content.ts';
import type { ModelFamily } from './model-family.ts';
import type { GeminiContent, GeminiPart } from './wire.ts';

/** Google's documented word for "this signature is lost": the API then skips its check (from the adapters of others). */
export const lostSignature = 'skip_thought_signature_validator';

type Message<Role extends ChatMessage['role']> = Extract<ChatMessage, { role: Role }>;

/** A conversation as Gemini wants it: instructions apart, turns merged. */
export interface EncodedConversation {
  readonly system: GeminiPart[];
  readonly contents: GeminiContent[];
}

/**
 * Instructions go to the top in their order: Gemini takes none inside the conversation, and Gemma none at all.
 * @throws UpstreamError `invalid_request` for what Gemini cannot express.
 */
export function encodeMessages(messages: readonly ChatMessage[], family: ModelFamily): EncodedConversation {
  const system: GeminiPart[] = [];
  const contents: GeminiContent[] = [];
  const toolNames = new Map<string, string>();
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`;
    switch (message.role) {
      case 'system':
      case 'developer':
        system.push(...textParts(textOf(message.content)));
        break;
      case 'user':
        addParts(contents, 'user', encodeUser(message, path));
        break;
      case 'tool':
        addParts(contents, 'user', [encodeToolResult(message, toolNames, path)]);
        break;
      case 'assistant':
        for (const call of message.tool_calls ?? []) toolNames.set(call.id, call.function.name);
        addParts(contents, 'model', encodeAssistant(message, family, path));
        break;
      default:
        message satisfies never;
    }
  }
  return placeInstructions(system, contents, family);
}

function placeInstructions(
  system: GeminiPart[],
  contents: GeminiContent[],
  { systemInstruction }: ModelFamily,
): EncodedConversation {
  const [first] = contents;
  // Gemini wants a user turn; instructions alone are one.
  if (first === undefined) return { system: [], contents: [{ role: 'user', parts: system }] };
  if (systemInstruction || system.length === 0) return { system, contents };
  if (first.role !== 'user') return { system: [], contents: [{ role: 'user', parts: system }, ...contents] };
  first.parts.unshift(...system);
  return { system: [], contents };
}

function encodeUser({ content }: Message<'user'>, path: string): GeminiPart[] {
  if (typeof content === 'string') return textParts(content);
  return content.map((part, index) => encodePart(part, `${path}.content[${index}]`));
}

/** Gemini knows results by the function's name, which only the call has. */
function encodeToolResult(
  { content, tool_call_id: id }: Message<'tool'>,
  toolNames: ReadonlyMap<string, string>,
  path: string,
): GeminiPart {
  const name = toolNames.get(id);
  if (name === undefined)
    throw refuse(`${path}.tool_call_id`, 'No earlier message has a tool call with this id.');
  const text = textOf(content);
  const json = tryParseJson(text);
  return { functionResponse: { id, name, response: isObject(json) ? { ...json } : { output: text } } };
}

function encodeAssistant(message: Message<'assistant'>, family: ModelFamily, path: string): GeminiPart[] {
  const calls = (message.tool_calls ?? []).map((call, index) =>
    encodeToolCall(call, `${path}.tool_calls[${index}]`),
  );
  const [first] = calls;
  // Of parallel calls only the first carries a signature.
  if (first !== undefined && family.wantsSignatures) first.thoughtSignature ??= lostSignature;
  return [...textParts(textOf(message.content)), ...textParts(message.refusal ?? ''), ...calls];
}

function encodeToolCall(call: ToolCall, path: string): GeminiPart {
  const { name, arguments: json } = call.function;
  const args = json.trim() === '' ? {} : tryParseJson(json);
  if (!isObject(args)) throw refuse(`${path}.function.arguments`, 'Gemini takes a JSON object only.');
  const signature = readString(readObject(readObject(call.extra_content).google).thought_signature);
  return {
    functionCall: { id: call.id, name, args: { ...args } },
    ...(signature === null ? {} : { thoughtSignature: signature }),
  };
}

function textParts(text: string): GeminiPart[] {
  return text === '' ? [] : [{ text }];
}

/** Consecutive turns of one side are one content, all results of a turn among them. */
function addParts(contents: GeminiContent[], role: GeminiContent['role'], parts: GeminiPart[]): void {
  const last = contents.at(-1);
  if (last?.role === role) last.parts.push(...parts);
  else if (parts.length > 0) contents.push({ role, parts });
}

import type { ChunkDelta, ToolCall } from '../../schema/chat-completion.ts';
import { isObject, type JsonObject, readObject, readString } from '../json.ts';

/** What one part adds to the message. */
export type DecodedPart =
  | { readonly type: 'text' | 'thought'; readonly text: string }
  | { readonly type: 'call'; readonly call: ToolCall }
  | { readonly type: 'image'; readonly url: string };

/** Reads a part; `callId` makes an id for a call that Gemini left without one. Null for a part that says nothing to a caller (a signature alone, a server tool's trace). */
export function decodePart(part: JsonObject, callId: () => string): DecodedPart | null {
  if (isObject(part.functionCall)) return { type: 'call', call: decodeCall(part, part.functionCall, callId) };
  const text = readString(part.text);
  if (text) return { type: part.thought === true ? 'thought' : 'text', text };
  const { mimeType, data } = readObject(part.inlineData);
  if (typeof mimeType === 'string' && typeof data === 'string') {
    return { type: 'image', url: `data:${mimeType};base64,${data}` };
  }
  return null;
}

/** A part as a delta; `index` counts the calls of the message. Images go where OpenRouter puts them: `images`. */
export function toDelta(part: DecodedPart, index: number): ChunkDelta {
  switch (part.type) {
    case 'text':
      return { content: part.text };
    case 'thought':
      return { reasoning_content: part.text };
    case 'image':
      return { images: [{ type: 'image_url', image_url: { url: part.url } }] };
    case 'call':
      return { tool_calls: [{ index, ...part.call }] };
    default:
      return part satisfies never;
  }
}

/** The signature must come back with this very call, so it travels on it, as Google's own OpenAI endpoint does (unconfirmed). */
function decodeCall(part: JsonObject, { id, name, args }: JsonObject, callId: () => string): ToolCall {
  const signature = readString(part.thoughtSignature);
  return {
    id: readString(id) || callId(),
    type: 'function',
    function: { name: readString(name) ?? '', arguments: JSON.stringify(readObject(args)) },
    ...(signature === null ? {} : { extra_content: { google: { thought_signature: signature } } }),
  };
}

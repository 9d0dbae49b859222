import type { ModelFacts } from '../configuration.ts';
import type { ChatCompletionRequest, ChatMessage, ContentPart } from '../schema/chat-completion.ts';

/** The most tokens that one call can be billed for. */
export interface TokenBounds {
  readonly inputTokens: number;
  /** Of all choices together, reasoning included. */
  readonly outputTokens: number;
}

type Facts = Pick<ModelFacts, 'contextWindow' | 'maxOutputTokens' | 'capabilities'>;

/** The bounds of a request to a model. Never low: what is reserved by them covers whatever the answer costs. */
export function tokenBounds(request: ChatCompletionRequest, facts: Facts): TokenBounds {
  return { inputTokens: inputBound(request, facts), outputTokens: outputBound(request, facts) };
}

/** A template's own words around a conversation: the longest known is that of gpt-oss, some 70 tokens. Our choice. */
const perRequestTokens = 128;
/** Role and separators of a message (OpenAI: 3, the longest templates 8). Our choice. */
const perMessageTokens = 16;
/** Instructions that come with tools (Anthropic: up to 804) or with the form of the answer. Our choice. */
const instructionTokens = 1_024;
/** What a template writes around one tool. Our choice. */
const perToolTokens = 64;
/** The dearest picture known: 8 tiles of 5,667 tokens and 2,833 (OpenAI's gpt-4o-mini at high detail), rounded up. */
const imageTokens = 50_000;
/** Files may be packed, so that their size says nothing of their pages: they fill the window, or the largest that is common. */
const fileTokens = 1_000_000;

/** Fields that steer the call and are no part of the prompt. */
const steering: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'stop',
  'n',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'reasoning_effort',
  'parallel_tool_calls',
  'user',
  'metadata',
  'models',
  'provider',
]);

/**
 * The most tokens of prompt.
 * A token is made of at least one byte, so that a text has no more tokens than bytes. What the gateway does not know counts as well.
 */
export function inputBound(request: ChatCompletionRequest, { contextWindow }: Facts): number {
  const fileBound = contextWindow ?? fileTokens;
  let tokens = perRequestTokens;
  for (const message of request.messages) tokens += messageBound(message, fileBound);
  for (const [name, value] of Object.entries(request)) {
    if (value == null || steering.has(name)) continue;
    tokens += jsonBytes(value) + instructionTokens;
    if (name === 'tools' && Array.isArray(value)) tokens += value.length * perToolTokens;
  }
  return tokens;
}

function messageBound(message: ChatMessage, fileBound: number): number {
  const { content, role: _, ...rest } = message;
  let tokens = perMessageTokens + jsonBytes(rest);
  if (typeof content === 'string') return tokens + utf8Bytes(content);
  for (const part of content ?? []) tokens += perMessageTokens + partBound(part, fileBound);
  return tokens;
}

/** Pictures and files count by what they may hold, sound by its bytes: no codec puts more than a token of it into one. */
function partBound(part: ContentPart, fileBound: number): number {
  switch (part.type) {
    case 'text':
      return utf8Bytes(part.text);
    case 'refusal':
      return utf8Bytes(part.refusal);
    case 'image_url':
      return imageTokens;
    case 'input_audio':
      return part.input_audio.data.length;
    case 'file':
      return fileBound;
    default:
      return part satisfies never;
  }
}

/** An answer of a model of which nothing is known. The longest that is common; our choice. */
const unknownOutputTokens = 131_072;
/** The most thinking that an adapter asks for on top of the answer that the caller asked for (Anthropic's effort `max`). */
const thinkingTokens = 32_768;

/** The most tokens of output, of all choices together. */
export function outputBound(request: ChatCompletionRequest, facts: Facts): number {
  const longest = facts.maxOutputTokens ?? facts.contextWindow ?? unknownOutputTokens;
  const asked = Math.max(request.max_completion_tokens ?? 0, request.max_tokens ?? 0);
  const thinking = thinks(request, facts) ? thinkingTokens : 0;
  // Only a known limit cuts what was asked for; an answer of no tokens is asked for by nobody, and some servers take 0 for no limit.
  const each = asked === 0 ? longest : Math.min(asked + thinking, facts.maxOutputTokens ?? asked + thinking);
  // Words of a prediction that the answer leaves out are billed as output.
  const prediction = request.prediction == null ? 0 : jsonBytes(request.prediction);
  return (each + prediction) * (request.n ?? 1);
}

const thinks = ({ reasoning_effort: effort }: ChatCompletionRequest, { capabilities }: Facts) =>
  effort != null && effort !== 'none' && capabilities?.has('reasoning') !== false;

const jsonBytes = (value: unknown) => utf8Bytes(JSON.stringify(value));

const encoder = new TextEncoder();
const scratch = new Uint8Array(24_576);
/** No unit of a string takes more than three bytes. */
const pieceLength = scratch.length / 3;

/** Length in UTF-8, or a few bytes more where a piece ends within a pair. The encoder is far quicker than a look at each unit. */
function utf8Bytes(text: string): number {
  if (text.length <= pieceLength) return encoder.encodeInto(text, scratch).written;
  let bytes = 0;
  for (let from = 0; from < text.length; from += pieceLength)
    bytes += encoder.encodeInto(text.slice(from, from + pieceLength), scratch).written;
  return bytes;
}

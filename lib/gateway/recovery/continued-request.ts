import { estimateTokens } from '../pricing/token-usage.ts';
import type { ChatCompletionRequest, ChatMessage } from '../schema/chat-completion.ts';
import type { Transcript } from './transcript.ts';

/** A request for the rest of an answer. */
export interface Continuation {
  readonly request: ChatCompletionRequest;
  /** How the assistant's last message ends, which the rest may repeat: the whole message. */
  readonly prefill: string;
  /** White space at the end of what the caller has. */
  readonly withheld: string;
  /** What the caller has. UTF-16 units. */
  readonly partialCharacters: number;
}

/**
 * Asks for the rest of what the caller has. Null when that is not plain text that is under way, or when the request wants a form that a
 * prefill cannot have: JSON by a schema is written in one go, and a forced call does not go on from text.
 */
export function continuedRequest(
  request: ChatCompletionRequest,
  transcript: Transcript,
): Continuation | null {
  const partial = textUnderWay(transcript);
  const before = request.messages.at(-1);
  if (partial === null || !takesText(request) || before === undefined) return null;
  const own = before.role === 'assistant' ? ownPrefill(before) : '';
  if (own === null) return null;
  const whole = own + partial;
  const prefill = whole.trimEnd();
  if (prefill.length <= own.length) return null;
  const messages = own === '' ? request.messages : request.messages.slice(0, -1);
  const { reasoning_effort: _, ...rest } = request;
  return {
    // Thinking comes before the first word of an answer, and there is one already.
    request: {
      ...rest,
      ...outputLeft(request, partial.length),
      messages: [...messages, { role: 'assistant', content: prefill }],
    },
    prefill,
    // Several providers refuse a prefill that ends with white space.
    withheld: whole.slice(prefill.length),
    partialCharacters: partial.length,
  };
}

/** The text so far, with the thoughts before it left out; null when something else was said, or is being said. */
function textUnderWay({ comparable, runs }: Transcript): string | null {
  const fitting = runs.every(({ field }) => field === 'content' || field === 'reasoning_content');
  if (!comparable || !fitting || runs.at(-1)?.field !== 'content') return null;
  return runs.map(({ field, text }) => (field === 'content' ? text : '')).join('');
}

function takesText({ n, response_format: format, tool_choice: choice }: ChatCompletionRequest): boolean {
  const plain = format == null || format.type === 'text';
  const free = choice == null || choice === 'auto' || choice === 'none';
  return (n ?? 1) === 1 && plain && free;
}

/** The caller's own prefill; null when its message is more than text. */
function ownPrefill({ content, tool_calls, refusal }: Extract<ChatMessage, { role: 'assistant' }>) {
  return typeof content === 'string' && !tool_calls?.length && !refusal ? content : null;
}

/** The caller's limit is for the whole answer. */
function outputLeft(
  { max_tokens, max_completion_tokens }: ChatCompletionRequest,
  said: number,
): Pick<ChatCompletionRequest, 'max_tokens' | 'max_completion_tokens'> {
  const left = (limit: number) => Math.max(1, limit - estimateTokens(said));
  return {
    ...(max_tokens == null ? {} : { max_tokens: left(max_tokens) }),
    ...(max_completion_tokens == null ? {} : { max_completion_tokens: left(max_completion_tokens) }),
  };
}

import type { AnswerStream } from '../answer-stream.ts';
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChunkDelta,
  ToolCallDelta,
} from '../schema/chat-completion.ts';
import type { CanonicalEvent } from './canonical-events.ts';
import { hasContent, normaliseChunk } from './chunk-content.ts';

/**
 * A whole answer as the events of a stream, for a provider that was asked to stream and answered with all of it at once: the answer
 * is there and paid for.
 */
export function eventsOfCompletion(completion: ChatCompletion): CanonicalEvent[] {
  return chunksOf(completion)
    .flatMap(normaliseChunk)
    .map((chunk) => ({ chunk, json: JSON.stringify(chunk), content: hasContent(chunk) }));
}

function chunksOf({ choices, usage, ...envelope }: ChatCompletion): ChatCompletionChunk[] {
  const shared = { ...envelope, object: 'chat.completion.chunk' } as const;
  const answers = choices.map(({ message, ...choice }) => ({
    ...shared,
    choices: [{ ...choice, delta: deltaOf(message) }],
  }));
  return usage === undefined ? answers : [...answers, { ...shared, choices: [], usage }];
}

function deltaOf({
  tool_calls: calls,
  ...message
}: ChatCompletion['choices'][number]['message']): ChunkDelta {
  if (calls === undefined) return message;
  const numbered = calls.map((call, index): ToolCallDelta => ({ ...call, index }));
  return { ...message, tool_calls: numbered };
}

/** The same, for where a stream is read: all of it at once, then the end. The call is over already. */
export function streamOfCompletion(completion: ChatCompletion): AnswerStream {
  let events: readonly CanonicalEvent[] | null = eventsOfCompletion(completion);
  return {
    async next() {
      const batch = events;
      events = null;
      return batch;
    },
    close: () => {},
  };
}

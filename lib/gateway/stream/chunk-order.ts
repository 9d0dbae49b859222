import type { ChatCompletionChunk } from '../schema/chat-completion.ts';
import { isUsageChunk } from './chunk-content.ts';

/** Keeps the chunks of one stream in the canonical order. Takes what `normaliseChunk` gives: one statement a chunk. */
export interface ChunkOrder {
  /** False for a chunk that has no place now: a second role, a second finish reason, a usage that comes before the end. */
  takes(chunk: ChatCompletionChunk): boolean;
  /** The role that has to come before this chunk, when the provider left it out. */
  roleBefore(chunk: ChatCompletionChunk): ChatCompletionChunk | null;
  /** Every choice that began has its finish reason: nothing is missing but usage and the end mark. */
  readonly finished: boolean;
  /** At the end of the stream: the usage that came too early, when no other came in its place. */
  lateUsage(): ChatCompletionChunk | null;
}

/** For one stream: of each choice the role first and once and one finish reason, of the stream one usage and last. */
export function createChunkOrder(): ChunkOrder {
  const begun = new Set<number>();
  const finished = new Set<number>();
  let early: ChatCompletionChunk | null = null;
  let counted = false;

  const isFinished = () => begun.size > 0 && finished.size === begun.size;

  const takesUsage = (chunk: ChatCompletionChunk) => {
    if (counted) return false;
    // Some servers count along on every chunk: the last count is the right one.
    counted = isFinished();
    early = counted ? null : chunk;
    return counted;
  };

  return {
    takes(chunk) {
      if (isUsageChunk(chunk)) return takesUsage(chunk);
      const [choice] = chunk.choices;
      if (choice === undefined) return true;
      const { index, delta, finish_reason } = choice;
      if (finish_reason != null) return !finished.has(index);
      return delta.role == null || !begun.has(index);
    },
    roleBefore(chunk) {
      const [choice] = chunk.choices;
      if (choice === undefined) return null;
      const { index, delta, finish_reason } = choice;
      if (finish_reason != null) finished.add(index);
      if (begun.has(index)) return null;
      begun.add(index);
      if (delta.role != null) return null;
      const { choices: _, usage, ...envelope } = chunk;
      return {
        ...envelope,
        choices: [{ index, delta: { role: 'assistant', content: '' }, finish_reason: null }],
        ...(usage === undefined ? {} : { usage: null }),
      };
    },
    get finished() {
      return isFinished();
    },
    lateUsage: () => (counted ? null : early),
  };
}

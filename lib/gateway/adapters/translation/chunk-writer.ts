import type { ChatCompletionChunk, ChunkDelta, FinishReason, Usage } from '../../schema/chat-completion.ts';

/** What all chunks of one stream share. `created` is Unix seconds. */
export interface StreamIdentity {
  readonly id: string;
  readonly model: string;
  readonly created: number;
}

/** Writes canonical chunks for one stream: the role of each choice first, and once. */
export interface ChunkWriter {
  /** The delta as a chunk, after the role chunk when the choice has none yet. */
  delta(index: number, delta: ChunkDelta): ChatCompletionChunk[];
  /** The role chunk when the choice has none yet. */
  begin(index: number): ChatCompletionChunk[];
  finish(index: number, reason: FinishReason): ChatCompletionChunk[];
  usage(usage: Usage): ChatCompletionChunk;
}

/** A writer; `identity` is asked for each chunk, so that it may become known with the first event. */
export function createChunkWriter(identity: () => StreamIdentity): ChunkWriter {
  const begun = new Set<number>();
  const envelope = () => {
    const { id, created, model } = identity();
    return { id, object: 'chat.completion.chunk', created, model } as const;
  };
  const chunk = (index: number, delta: ChunkDelta, reason: FinishReason | null): ChatCompletionChunk => ({
    ...envelope(),
    choices: [{ index, delta, logprobs: null, finish_reason: reason }],
  });
  const begin = (index: number): ChatCompletionChunk[] => {
    if (begun.has(index)) return [];
    begun.add(index);
    return [chunk(index, { role: 'assistant', content: '' }, null)];
  };
  return {
    begin,
    delta: (index, delta) => [...begin(index), chunk(index, delta, null)],
    finish: (index, reason) => [...begin(index), chunk(index, {}, reason)],
    usage: (usage) => ({ ...envelope(), choices: [], usage }),
  };
}

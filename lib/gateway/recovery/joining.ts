import type { ChatCompletionChunk } from '../schema/chat-completion.ts';

/** A new leg held against what the caller has, chunk by chunk, until it goes on from there. */
export interface Joining {
  /** What of this chunk the caller does not have yet; null = nothing. `disagrees` is final. */
  take(chunk: ChatCompletionChunk): ChatCompletionChunk | null | 'disagrees';
  /** The leg has said everything that the caller has. */
  readonly complete: boolean;
  /** The leg has gone on from there: from now on nothing is compared. */
  readonly joined: boolean;
}

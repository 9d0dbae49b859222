/** What the database process tells the process that started it. */
export type EmbeddedMessage =
  | { readonly type: 'ready' }
  /** It could not start and exits; the sentence is for the operator. */
  | { readonly type: 'failed'; readonly message: string };

/** What the starting process tells the database process. Closing the channel means the same. */
export interface StopMessage {
  readonly type: 'stop';
}

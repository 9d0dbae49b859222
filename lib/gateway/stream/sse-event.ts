/** One decoded server-sent event. `data` holds all its `data:` lines joined with a line feed. */
export interface SseEvent {
  /** The `event:` field, or null when the event has none. */
  readonly event: string | null;
  readonly data: string;
}

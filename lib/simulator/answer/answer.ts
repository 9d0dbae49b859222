/** One call of a tool; `arguments` is JSON. */
export interface AnswerToolCall {
  readonly name: string;
  readonly arguments: string;
}

export type AnswerFinish = 'stop' | 'stop_sequence' | 'length' | 'tool_calls' | 'content_filter';

/** Tokens. `cached` and `cacheWrite` are parts of `input`, `reasoning` is a part of `output`. */
export interface AnswerUsage {
  readonly input: number;
  readonly cached: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
}

/** What the simulated model says, before a dialect puts it on the wire. */
export interface Answer {
  readonly reasoning: readonly string[];
  readonly text: readonly string[];
  readonly toolCalls: readonly AnswerToolCall[];
  readonly finish: AnswerFinish;
  /** The stop sequence that ended it. */
  readonly stopSequence: string | null;
  readonly usage: AnswerUsage;
}

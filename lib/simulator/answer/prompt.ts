/** A function the model may call; `schema` is JSON Schema or Gemini's OpenAPI form of it. */
export interface PromptTool {
  readonly name: string;
  readonly schema: unknown;
}

export interface PromptImage {
  /** Null when only a URL is known. */
  readonly mediaType: string | null;
  /** Null when only a URL is known. */
  readonly bytes: number | null;
}

export type ToolChoice =
  | { readonly mode: 'none' | 'auto' }
  /** Null = whichever tool. */
  | { readonly mode: 'required'; readonly names: readonly string[] | null };

export type OutputFormat =
  | { readonly type: 'text' | 'json_object' }
  | { readonly type: 'json_schema'; readonly schema: unknown };

/** What the answer depends on, the same for every dialect, so that the same question gets the same words. */
export interface Prompt {
  readonly model: string;
  readonly stream: boolean;
  /** All text of the conversation, for counting. */
  readonly text: string;
  /** The text of the last user turn. */
  readonly question: string;
  /** The beginning of the answer, when the caller has put it into the assistant's mouth; else empty. */
  readonly prefill: string;
  readonly images: readonly PromptImage[];
  /** Results of tools when they came last; then it is time for text. */
  readonly toolResults: readonly string[];
  readonly tools: readonly PromptTool[];
  readonly toolChoice: ToolChoice;
  readonly parallelToolCalls: boolean;
  readonly output: OutputFormat;
  readonly maxOutputTokens: number | null;
  readonly stopSequences: readonly string[];
  /** Alternatives asked for (OpenAI's `n`). */
  readonly choices: number;
  /** Whether a stream carries usage (OpenAI asks for it, the others always do). */
  readonly streamUsage: boolean;
  /** Whether the caller asked for the prompt to be cached (Anthropic) or caching is automatic (the others). */
  readonly cacheable: boolean;
}

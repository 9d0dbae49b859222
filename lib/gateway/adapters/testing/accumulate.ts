import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChunkDelta,
  ToolCallDelta,
  Usage,
} from '../../schema/chat-completion.ts';

/** What a caller reads from an answer, the same for a whole and for a streamed one. */
export interface ReadAnswer {
  readonly id: string;
  readonly model: string;
  readonly content: string;
  readonly refusal: string;
  readonly reasoning: string;
  readonly toolCalls: readonly unknown[];
  /** Extension fields of the message that are lists, such as `thinking_blocks` and `images`. */
  readonly lists: Readonly<Record<string, readonly unknown[]>>;
  readonly finishReason: string | null;
  readonly usage: Usage | null;
}

const plainFields: ReadonlySet<string> = new Set([
  'role',
  'content',
  'refusal',
  'reasoning_content',
  'tool_calls',
]);

/** Reads a whole answer. */
export function readWhole({ id, model, choices, usage }: ChatCompletion): ReadAnswer {
  const [choice] = choices;
  const message = choice?.message;
  return {
    id,
    model,
    content: message?.content ?? '',
    refusal: message?.refusal ?? '',
    reasoning: message?.reasoning_content ?? '',
    toolCalls: message?.tool_calls ?? [],
    lists: message === undefined ? {} : listsOf(message),
    finishReason: choice?.finish_reason ?? null,
    usage: usage ?? null,
  };
}

/** Reads a streamed answer as OpenAI's SDK accumulates it. */
export function readStreamed(chunks: readonly ChatCompletionChunk[]): ReadAnswer {
  const choices = chunks.flatMap((chunk) => chunk.choices);
  const deltas = choices.map(({ delta }) => delta);
  const join = (text: (delta: ChunkDelta) => string | null | undefined) =>
    deltas.map((delta) => text(delta) ?? '').join('');
  const lists: Record<string, readonly unknown[]> = {};
  for (const delta of deltas) {
    for (const [field, list] of Object.entries(listsOf(delta)))
      lists[field] = [...(lists[field] ?? []), ...list];
  }
  return {
    id: [...new Set(chunks.map(({ id }) => id))].join(),
    model: [...new Set(chunks.map(({ model }) => model))].join(),
    content: join(({ content }) => content),
    refusal: join(({ refusal }) => refusal),
    reasoning: join(({ reasoning_content: text }) => text),
    toolCalls: joinCalls(deltas.flatMap(({ tool_calls: calls }) => calls ?? [])),
    lists,
    finishReason:
      choices.map(({ finish_reason: reason }) => reason).find((reason) => reason !== null) ?? null,
    usage: chunks.findLast(({ usage }) => usage != null)?.usage ?? null,
  };
}

function listsOf(message: object): Record<string, readonly unknown[]> {
  const lists: Record<string, readonly unknown[]> = {};
  for (const [field, value] of Object.entries(message)) {
    if (!plainFields.has(field) && Array.isArray(value) && value.length > 0) lists[field] = value;
  }
  return lists;
}

function joinCalls(deltas: readonly ToolCallDelta[]): unknown[] {
  const calls = new Map<number, Record<string, unknown>>();
  const texts = new Map<number, { name: string; arguments: string }>();
  for (const { index, function: part, ...rest } of deltas) {
    const text = texts.get(index) ?? { name: '', arguments: '' };
    texts.set(index, {
      name: text.name + (part?.name ?? ''),
      arguments: text.arguments + (part?.arguments ?? ''),
    });
    calls.set(index, { ...calls.get(index), ...rest, function: texts.get(index) });
  }
  return [...calls.entries()].sort(([a], [b]) => a - b).map(([, call]) => call);
}

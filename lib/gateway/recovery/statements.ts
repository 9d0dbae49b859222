import type { ChatCompletionChunk, ChunkDelta, ToolCallDelta } from '../schema/chat-completion.ts';
import { type ChunkChoice, isFilled } from '../stream/chunk-content.ts';

/** Where a statement belongs. `call` opens a tool call; its text is a mark, since ids differ between providers. */
export type StatementField = 'reasoning_content' | 'content' | 'call' | 'name' | 'arguments';

/** One thing that a stream says, in a form in which two streams can be compared whatever their chunks are. */
export interface Statement {
  readonly field: StatementField;
  /** Index of the tool call; null for text. */
  readonly call: number | null;
  /** Never empty. */
  readonly text: string;
}

/** Reads one stream. Holds the ids of the calls that it opened. */
export interface StatementReader {
  /** What the chunk says, in order; null when it says something that cannot be compared. */
  read(chunk: ChatCompletionChunk): Statement[] | null;
  /** Ids of the tool calls, by index. */
  readonly callIds: ReadonlyMap<number, string>;
}

const comparableFields: ReadonlySet<string> = new Set([
  'role',
  'reasoning_content',
  'content',
  'tool_calls',
] satisfies (keyof ChunkDelta)[]);
const callFields: ReadonlySet<string> = new Set([
  'index',
  'id',
  'type',
  'function',
] satisfies (keyof ToolCallDelta)[]);
const functionFields: ReadonlySet<string> = new Set(['name', 'arguments']);

/** A reader for one stream, or for what a caller got of one. */
export function createStatementReader(): StatementReader {
  const callIds = new Map<number, string>();

  const readCall = (call: ToolCallDelta): Statement[] | null => {
    if (!onlyFilled(call, callFields) || !onlyFilled(call.function ?? {}, functionFields)) return null;
    const { index, id, function: { name = '', arguments: text = '' } = {} } = call;
    const known = callIds.get(index);
    // A call that begins without an id, or changes it, cannot be continued under the id that the caller knows.
    if (isFilled(id) ? known !== undefined && known !== id : known === undefined) return null;
    if (known === undefined && id !== undefined) callIds.set(index, id);
    const opening = known === undefined ? '+' : '';
    return filled([
      { field: 'call', call: index, text: opening },
      { field: 'name', call: index, text: name },
      { field: 'arguments', call: index, text },
    ]);
  };

  return {
    callIds,
    read(chunk) {
      const statements: Statement[] = [];
      for (const choice of chunk.choices) {
        if (!isComparable(choice)) return null;
        const { reasoning_content, content, tool_calls } = choice.delta;
        statements.push(
          ...filled([
            { field: 'reasoning_content', call: null, text: reasoning_content ?? '' },
            { field: 'content', call: null, text: content ?? '' },
          ]),
        );
        for (const call of tool_calls ?? []) {
          const said = readCall(call);
          if (said === null) return null;
          statements.push(...said);
        }
      }
      // Bytes of OpenAI's own dialect pass unchecked, so a field may be of any type.
      return statements.every(({ text }) => typeof text === 'string') ? statements : null;
    },
  };
}

/** One choice of plain text, reasoning and calls. Log probabilities, audio, refusals and signatures cannot be compared. */
function isComparable({ index, delta, logprobs }: ChunkChoice): boolean {
  return index === 0 && !isFilled(logprobs) && onlyFilled(delta, comparableFields);
}

function onlyFilled(value: object, fields: ReadonlySet<string>): boolean {
  return Object.entries(value).every(([field, each]) => fields.has(field) || !isFilled(each));
}

const filled = (statements: readonly Statement[]) => statements.filter(({ text }) => text !== '');

import type { ChatCompletionChunk } from '../schema/chat-completion.ts';
import { isFilled } from '../stream/chunk-content.ts';
import { createStatementReader, type Statement } from './statements.ts';

/** Identity of a stream: what each of its chunks repeats beside what it says. */
export interface Envelope extends Pick<ChatCompletionChunk, 'id' | 'object' | 'created' | 'model'> {
  readonly usage?: null;
  readonly [extension: string]: unknown;
}

/** What the caller has of an answer so far. */
export interface Transcript {
  /** The chunk is on its way to the caller. */
  add(chunk: ChatCompletionChunk): void;
  /** Every choice that began has its finish reason: nothing is missing but usage and the end mark. */
  readonly finished: boolean;
  /** False once it holds something that no other stream can be compared with, or more than is kept. */
  readonly comparable: boolean;
  /** What was said, neighbours of one field joined. Empty unless it is kept. */
  readonly runs: readonly Statement[];
  readonly callIds: ReadonlyMap<number, string>;
  /** Of the first chunk; null before it. */
  readonly envelope: Envelope | null;
}

/** Longer answers are not kept for comparison: memory is bounded, whatever a provider sends. UTF-16 units. */
const maxCharacters = 1_000_000;

/** An empty transcript. `keep`: hold the text too, so that the answer can be compared with a replay. */
export function createTranscript(keep: boolean): Transcript {
  const reader = createStatementReader();
  const finished = new Map<number, boolean>();
  let runs: Run[] = [];
  let envelope: Envelope | null = null;
  let comparable = keep;
  let characters = 0;

  const append = ({ field, call, text }: Statement) => {
    const last = runs.at(-1);
    characters += text.length;
    if (last?.field === field && last.call === call) last.text += text;
    else runs.push({ field, call, text });
  };

  return {
    add(chunk) {
      envelope ??= envelopeOf(chunk);
      for (const { index, finish_reason } of chunk.choices)
        finished.set(index, finish_reason != null || finished.get(index) === true);
      if (!comparable) return;
      const text = plainText(chunk);
      const statements = text === null ? reader.read(chunk) : [];
      if (text !== null && text !== '') append({ field: 'content', call: null, text });
      for (const statement of statements ?? []) append(statement);
      comparable = statements !== null && characters <= maxCharacters;
      if (!comparable) runs = [];
    },
    get finished() {
      return finished.size > 0 && [...finished.values()].every(Boolean);
    },
    get comparable() {
      return comparable;
    },
    get runs() {
      return runs;
    },
    callIds: reader.callIds,
    get envelope() {
      return envelope;
    },
  };
}

/** A statement that goes on while its neighbours are of the same field. */
interface Run extends Omit<Statement, 'text'> {
  text: string;
}

/** The text of a chunk that says nothing else, as most chunks do: then nothing needs to be taken apart. Null for any other. */
function plainText({ choices }: ChatCompletionChunk): string | null {
  const [choice] = choices;
  if (choice === undefined || choices.length > 1 || choice.index !== 0 || isFilled(choice.logprobs))
    return null;
  const { delta } = choice;
  for (const field in delta) if (field !== 'content' && isFilled(delta[field])) return null;
  return typeof delta.content === 'string' ? delta.content : null;
}

/** Without the random padding that some providers add to each chunk. */
function envelopeOf({ choices: _, usage, obfuscation: __, ...envelope }: ChatCompletionChunk): Envelope {
  return { ...envelope, ...(usage === undefined ? {} : { usage: null }) };
}

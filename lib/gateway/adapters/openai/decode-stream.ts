import { UpstreamError } from '../../errors.ts';
import type { ChatCompletionChunk } from '../../schema/chat-completion.ts';
import { isUsageChunk, normaliseChunk } from '../../stream/chunk-content.ts';
import type { DecodeContext, StreamDecoder } from '../adapter.ts';
import { type FailureDialect, failureInside, unexplained } from '../failure/create-failure.ts';
import { isObject, type JsonObject, parseEventObject, readObjects } from '../json.ts';
import type { OpenAiDialect } from './dialect.ts';
import { readOpenAiError } from './errors.ts';
import { repairChunkChoice, repairEnvelope } from './loose.ts';

/** The end mark of OpenAI's streams. Many servers forget it: what counts is that each choice has finished. */
const endMark = '[DONE]';

/** What a stream is decoded with. */
export interface StreamDecoding {
  readonly dialect: OpenAiDialect;
  readonly failures: FailureDialect;
  readonly context: DecodeContext;
}

/** A decoder for one stream; exact streams pass as they are, loose ones are put in order. */
export function createStreamDecoder({ dialect, failures, context }: StreamDecoding): StreamDecoder {
  const arrange = dialect.fidelity === 'exact' ? null : createArranger(dialect.label, context);
  const finished = new Map<number, boolean>();

  return {
    decode(event) {
      if (event.data === endMark) return arrange?.flush() ?? [];
      const json = parseEventObject(event.data);
      if (json.error != null || event.event === 'error') throw failureOf(failures, json);
      if (!Array.isArray(json.choices)) return [];
      const chunks = arrange === null ? [asChunk(json)] : arrange.take(json);
      for (const chunk of chunks) noteFinished(finished, chunk);
      return chunks;
    },
    end() {
      const complete = finished.size > 0 && [...finished.values()].every(Boolean);
      if (!complete) {
        throw new UpstreamError(
          'stream_interrupted',
          `${dialect.label} closed the stream without a finish reason.`,
        );
      }
      return arrange?.flush() ?? [];
    },
  };
}

function failureOf(failures: FailureDialect, json: JsonObject): UpstreamError {
  return failureInside(failures, readOpenAiError(json) ?? unexplained, 'stream_interrupted');
}

/** @throws SyntaxError when a choice has no delta: the event is damaged. */
function asChunk(json: JsonObject): ChatCompletionChunk {
  if (!isChunk(json)) throw new SyntaxError('An event of the stream is not a chunk.');
  return json;
}

function isChunk(json: JsonObject): json is ChatCompletionChunk {
  return (
    Array.isArray(json.choices) && json.choices.every((choice) => isObject(choice) && isObject(choice.delta))
  );
}

function noteFinished(finished: Map<number, boolean>, { choices }: ChatCompletionChunk): void {
  for (const { index, finish_reason } of choices) {
    if (finish_reason != null) finished.set(index, true);
    else if (!finished.has(index)) finished.set(index, false);
  }
}

/** Puts a loose stream in the canonical order: one role per choice and before everything else, usage once and last. */
function createArranger(label: string, context: DecodeContext) {
  const begun = new Set<number>();
  let usage: ChatCompletionChunk | null = null;

  const place = (chunk: ChatCompletionChunk): ChatCompletionChunk[] => {
    if (isUsageChunk(chunk)) {
      // Some servers count along on every chunk: the last count is the right one.
      usage = chunk;
      return [];
    }
    const [choice] = chunk.choices;
    if (choice === undefined) return [chunk];
    const isRole = choice.delta.role != null;
    if (begun.has(choice.index)) return isRole ? [] : [chunk];
    begun.add(choice.index);
    return isRole ? [chunk] : [roleBefore(chunk, choice.index), chunk];
  };

  return {
    take(json: JsonObject): ChatCompletionChunk[] {
      const choices = readObjects(json.choices).map((choice, index) =>
        repairChunkChoice(label, choice, index),
      );
      const chunk: ChatCompletionChunk = {
        ...repairEnvelope(json, context),
        object: 'chat.completion.chunk',
        choices,
      };
      return normaliseChunk(chunk).flatMap(place);
    },
    flush(): ChatCompletionChunk[] {
      const last = usage;
      usage = null;
      return last === null ? [] : [last];
    },
  };
}

function roleBefore({ id, object, created, model }: ChatCompletionChunk, index: number): ChatCompletionChunk {
  const delta = { role: 'assistant', content: '' } as const;
  return { id, object, created, model, choices: [{ index, delta, finish_reason: null }] };
}

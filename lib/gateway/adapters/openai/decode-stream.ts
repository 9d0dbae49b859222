import { UpstreamError } from '../../errors.ts';
import type { ChatCompletionChunk } from '../../schema/chat-completion.ts';
import { isUsageChunk, normaliseChunk } from '../../stream/chunk-content.ts';
import { createChunkOrder } from '../../stream/chunk-order.ts';
import type { StreamDecoder } from '../adapter.ts';
import { type FailureDialect, failureInside, unexplained } from '../failure/create-failure.ts';
import { isObject, type JsonObject, parseEventObject, readObjects } from '../json.ts';
import { type CallOrder, createCallOrder } from './call-order.ts';
import { type LooseReading, repairChunkChoice, repairEnvelope } from './loose.ts';

/** The end mark of OpenAI's streams. Many servers forget it: what counts is that each choice has finished. */
const endMark = '[DONE]';

/** A decoder for one stream; exact streams pass as they are, loose ones are put in order. */
export function createStreamDecoder(reading: LooseReading): StreamDecoder {
  const { dialect, failures } = reading;
  const arrange = dialect.fidelity === 'exact' ? null : createArranger(reading);
  const finished = new Map<number, boolean>();

  return {
    decode(event) {
      if (event.data === endMark) return arrange?.flush() ?? [];
      const json = parseEventObject(event.data);
      if (json.error != null || event.event === 'error') throw failureOf(failures, json);
      if (!Array.isArray(json.choices)) return withoutChoices(failures, json);
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

/** An event of another kind says nothing to a caller, unless it is an error that lacks its frame (Mistral, vLLM). */
function withoutChoices(failures: FailureDialect, json: JsonObject): never[] {
  if (failures.read(json) !== null) throw failureOf(failures, json);
  return [];
}

function failureOf(failures: FailureDialect, json: JsonObject): UpstreamError {
  return failureInside(failures, failures.read(json) ?? unexplained, 'stream_interrupted');
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
function createArranger(reading: LooseReading) {
  const chunkOrder = createChunkOrder();
  const orders = new Map<number, CallOrder>();
  let usage: ChatCompletionChunk | null = null;

  const order = (index: number): CallOrder => {
    const known = orders.get(index) ?? createCallOrder();
    orders.set(index, known);
    return known;
  };

  const place = (chunk: ChatCompletionChunk): ChatCompletionChunk[] => {
    if (isUsageChunk(chunk)) {
      // Some servers count along on every chunk: the last count is the right one.
      usage = chunk;
      return [];
    }
    const [choice] = chunk.choices;
    // Azure opens with the filter's verdict on the prompt, under no id.
    if (choice === undefined) return chunk.id === '' ? [] : [chunk];
    if (!chunkOrder.takes(chunk)) return [];
    const role = chunkOrder.roleBefore(chunk);
    return role === null ? [chunk] : [role, chunk];
  };

  return {
    take(json: JsonObject): ChatCompletionChunk[] {
      const choices = readObjects(json.choices).map((choice, position) =>
        repairChunkChoice(reading, choice, { position, order }),
      );
      const chunk: ChatCompletionChunk = {
        ...repairEnvelope(json, reading),
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

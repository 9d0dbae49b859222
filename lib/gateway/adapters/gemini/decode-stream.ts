import { UpstreamError } from '../../errors.ts';
import type { ChatCompletionChunk } from '../../schema/chat-completion.ts';
import type { DecodeContext, StreamDecoder } from '../adapter.ts';
import { failureInside } from '../failure/create-failure.ts';
import { isObject, type JsonObject, readObject, readObjects, readString } from '../json.ts';
import { createChunkWriter } from '../translation/chunk-writer.ts';
import { assertNotBlocked, readUsage, toFinishReason } from './answer-words.ts';
import { decodePart, toDelta } from './decode-part.ts';
import { geminiFailures } from './errors.ts';

/** A candidate that is being streamed. */
interface OpenCandidate {
  toolCalls: number;
  finished: boolean;
}

/** A decoder for one stream of nameless events. There is no end mark: it is complete when each candidate has its finish reason. */
export function createStreamDecoder(context: DecodeContext): StreamDecoder {
  const created = Math.floor(context.nowMs / 1_000);
  const candidates = new Map<number, OpenCandidate>();
  let responseId: string | null = null;
  let model = context.model;
  let counted: JsonObject = {};

  const seed = () => responseId ?? String(context.nowMs);
  const write = createChunkWriter(() => ({ id: `chatcmpl-${seed()}`, model, created }));

  const decodeCandidate = (candidate: JsonObject, position: number): ChatCompletionChunk[] => {
    const index = typeof candidate.index === 'number' ? candidate.index : position;
    const state = candidates.get(index) ?? { toolCalls: 0, finished: false };
    candidates.set(index, state);
    const chunks: ChatCompletionChunk[] = [];
    for (const part of readObjects(readObject(candidate.content).parts)) {
      const decoded = decodePart(part, () => `call_${seed()}_${index}_${state.toolCalls}`);
      if (decoded === null) continue;
      chunks.push(...write.delta(index, toDelta(decoded, state.toolCalls)));
      if (decoded.type === 'call') state.toolCalls += 1;
    }
    const reason = toFinishReason(candidate, state.toolCalls > 0);
    if (reason === null || state.finished) return chunks;
    state.finished = true;
    return [...chunks, ...write.finish(index, reason)];
  };

  return {
    decode({ data }) {
      const json = parseEvent(data);
      responseId ??= readString(json.responseId);
      model = readString(json.modelVersion) ?? model;
      // Many events count; only the last count is right.
      if (isObject(json.usageMetadata)) counted = json.usageMetadata;
      const found = readObjects(json.candidates);
      if (found.length === 0 && candidates.size === 0) assertNotBlocked(json);
      return found.flatMap(decodeCandidate);
    },
    end() {
      const complete = candidates.size > 0 && [...candidates.values()].every(({ finished }) => finished);
      if (!complete) {
        throw new UpstreamError('stream_interrupted', 'Gemini closed the stream without a finish reason.');
      }
      const usage = readUsage(counted);
      return usage === null ? [] : [write.usage(usage)];
    },
  };
}

/**
 * The object of an event.
 * @throws UpstreamError for an error in it (its form inside a stream is unconfirmed), SyntaxError when it is no object.
 */
function parseEvent(data: string): JsonObject {
  const value: unknown = JSON.parse(data);
  const reported = geminiFailures.read(value);
  if (reported !== null) throw failureInside(geminiFailures, reported, 'stream_interrupted');
  if (!isObject(value)) throw new SyntaxError('An event of the stream is not a JSON object.');
  return value;
}

import type { ChatCompletionChunk } from '../../schema/chat-completion.ts';
import { normaliseChunk } from '../../stream/chunk-content.ts';
import { createSseDecoder } from '../../stream/sse-decoder.ts';
import type { SseEvent } from '../../stream/sse-event.ts';
import type { Adapter, DecodeContext } from '../adapter.ts';

/** The events of a stream whose bytes come in pieces of these sizes, over and over. */
export function eventsOf(bytes: Uint8Array, chunkSizes: readonly number[] = [bytes.length]): SseEvent[] {
  const decoder = createSseDecoder({ maxEventBytes: 1_000_000 });
  const events: SseEvent[] = [];
  for (let offset = 0, turn = 0; offset < bytes.length; turn += 1) {
    const size = chunkSizes[turn % chunkSizes.length] ?? 1;
    events.push(...decoder.push(bytes.subarray(offset, offset + size)));
    offset += size;
  }
  return [...events, ...decoder.end()];
}

/** The chunks that the relay makes of these events. @throws UpstreamError when they are no complete stream. */
export function decodeAll(
  adapter: Adapter,
  context: DecodeContext,
  events: readonly SseEvent[],
): ChatCompletionChunk[] {
  const decoder = adapter.decodeStream(context);
  const chunks = events.flatMap((event) => decoder.decode(event));
  return [...chunks, ...decoder.end()].flatMap(normaliseChunk);
}

/** What goes wrong when a stream ends after these events; null when it is complete. */
export function failureAtEnd(adapter: Adapter, context: DecodeContext, events: readonly SseEvent[]): unknown {
  try {
    decodeAll(adapter, context, events);
    return null;
  } catch (error) {
    return error;
  }
}

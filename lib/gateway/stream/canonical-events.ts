import type { StreamDecoder } from '../adapters/adapter.ts';
import { UpstreamError } from '../errors.ts';
import type { ChatCompletionChunk } from '../schema/chat-completion.ts';
import { hasContent, normaliseChunk } from './chunk-content.ts';
import { createChunkOrder } from './chunk-order.ts';
import { createSseDecoder } from './sse-decoder.ts';
import type { SseEvent } from './sse-event.ts';

/** One canonical chunk and the JSON to send for it. */
export interface CanonicalEvent {
  readonly chunk: ChatCompletionChunk;
  /** The provider's own bytes where they are canonical already, so that nothing is encoded twice. */
  readonly json: string;
  readonly content: boolean;
}

/** Turns a provider's bytes into canonical events; what the network gave at once comes out at once. */
export interface CanonicalStream {
  push(bytes: Uint8Array): CanonicalEvent[];
  /** Every choice that began has its finish reason: nothing is missing but usage and the end mark. */
  readonly finished: boolean;
  /** @throws UpstreamError `stream_interrupted` when the provider's end mark never came. */
  end(): CanonicalEvent[];
}

/** A picture in base64 fits (some models say it in one event); what is larger is an attack or a defect. Bytes. */
const maxEventBytes = 16 * 1024 * 1024;

/** Bytes to events for one stream. `native`: the provider speaks OpenAI's dialect, so its JSON may pass as it is. */
export function createCanonicalStream(decoder: StreamDecoder, native: boolean): CanonicalStream {
  const sse = createSseDecoder({ maxEventBytes });
  const order = createChunkOrder();

  /** `received`: the JSON that the chunk was decoded from, when it may pass as it is. */
  const place = (events: CanonicalEvent[], chunk: ChatCompletionChunk, received: string | null) => {
    const parts = normaliseChunk(chunk);
    for (const part of parts) {
      if (!order.takes(part)) continue;
      const role = order.roleBefore(part);
      if (role !== null) events.push(asEvent(role, null));
      events.push(asEvent(part, part === chunk ? received : null));
    }
  };

  const decodeAll = (received: readonly SseEvent[]) => {
    const events: CanonicalEvent[] = [];
    for (const event of received)
      for (const chunk of decodeTolerantly(decoder, event)) place(events, chunk, native ? event.data : null);
    return events;
  };

  return {
    push: (bytes) => decodeAll(sse.push(bytes)),
    get finished() {
      return order.finished;
    },
    end() {
      const events = decodeAll(sse.end());
      for (const chunk of decoder.end()) place(events, chunk, null);
      const usage = order.lateUsage();
      if (usage !== null) events.push(asEvent(usage, null));
      return events;
    },
  };
}

const asEvent = (chunk: ChatCompletionChunk, received: string | null): CanonicalEvent => ({
  chunk,
  json: received ?? JSON.stringify(chunk),
  content: hasContent(chunk),
});

/** A malformed event is skipped: when the stream otherwise completes, the answer is whole without it. */
function decodeTolerantly(decoder: StreamDecoder, event: SseEvent): ChatCompletionChunk[] {
  try {
    return decoder.decode(event);
  } catch (error) {
    if (error instanceof UpstreamError) throw error;
    if (error instanceof SyntaxError) return [];
    throw new UpstreamError('stream_interrupted', 'The provider sent an event that cannot be understood.', {
      cause: error,
    });
  }
}

import type { StreamDecoder } from '../adapters/adapter.ts';
import { UpstreamError } from '../errors.ts';
import type { ChatCompletionChunk } from '../schema/chat-completion.ts';
import { hasContent, normaliseChunk } from './chunk-content.ts';
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
  /** @throws UpstreamError `stream_interrupted` when the provider's end mark never came. */
  end(): CanonicalEvent[];
}

/** A picture in base64 fits (some models say it in one event); what is larger is an attack or a defect. Bytes. */
const maxEventBytes = 16 * 1024 * 1024;

/** Bytes to events for one stream. `native`: the provider speaks OpenAI's dialect, so its JSON may pass as it is. */
export function createCanonicalStream(decoder: StreamDecoder, native: boolean): CanonicalStream {
  const sse = createSseDecoder({ maxEventBytes });

  const decodeInto = (events: CanonicalEvent[], event: SseEvent) => {
    for (const chunk of decodeTolerantly(decoder, event)) {
      const normal = normaliseChunk(chunk);
      for (const part of normal) {
        const asReceived = native && normal.length === 1 && part === chunk;
        events.push({
          chunk: part,
          json: asReceived ? event.data : JSON.stringify(part),
          content: hasContent(part),
        });
      }
    }
  };

  const decodeAll = (received: readonly SseEvent[]) => {
    const events: CanonicalEvent[] = [];
    for (const event of received) decodeInto(events, event);
    return events;
  };

  return {
    push: (bytes) => decodeAll(sse.push(bytes)),
    end() {
      const events = decodeAll(sse.end());
      for (const chunk of decoder.end())
        for (const part of normaliseChunk(chunk))
          events.push({ chunk: part, json: JSON.stringify(part), content: hasContent(part) });
      return events;
    },
  };
}

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

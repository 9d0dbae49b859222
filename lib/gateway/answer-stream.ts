import { UpstreamError } from './errors.ts';
import type { Clock } from './ports.ts';
import type { UsageMeter } from './pricing/usage-meter.ts';
import { createTranscript } from './recovery/transcript.ts';
import type { CanonicalEvent, CanonicalStream } from './stream/canonical-events.ts';
import type { Limit, UpstreamCall } from './upstream-call.ts';

/** A provider's stream as canonical events. */
export interface AnswerStream {
  /** The next events that the network gave together; null at the end. @throws UpstreamError */
  next(): Promise<readonly CanonicalEvent[] | null>;
  /** Ends the upstream call at once. */
  close(): void;
}

/** What a stream is read from and which limits hold. */
export interface AnswerStreamInput {
  readonly call: UpstreamCall;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly events: CanonicalStream;
  readonly clock: Clock;
  /** Longest silence between content events, in milliseconds. */
  readonly idleMs: number;
  /** What is left until the first content must be there. */
  readonly firstToken: () => Limit;
  readonly onFirstContent: () => void;
}

/** Reads the provider's bytes under `first_token_ms`, then under `idle_ms`. */
export function openAnswerStream(input: AnswerStreamInput): AnswerStream {
  const { call, events, clock, idleMs } = input;
  const bytes = input.bytes[Symbol.asyncIterator]();
  let begun = false;
  let ended = false;

  const stalled = () =>
    new UpstreamError('stream_interrupted', `The stream stalled: nothing came for ${idleMs} ms.`);

  return {
    async next() {
      // From here, not from the last event: a caller who reads slowly is not the provider's silence. Pings and
      // comments give no batch, so the loop goes on and they do not move the limit.
      const waitingSinceMs = clock.monotonic();
      while (!ended) {
        const limit = begun
          ? { ms: idleMs - (clock.monotonic() - waitingSinceMs), late: stalled }
          : input.firstToken();
        const piece = await call.await(() => bytes.next(), limit).catch(asInterruption);
        ended = piece.done === true;
        const batch = piece.done === true ? events.end() : events.push(piece.value);
        if (!begun && batch.some((event) => event.content)) {
          begun = true;
          input.onFirstContent();
        }
        if (batch.length > 0) return batch;
      }
      call.end();
      return null;
    },
    close: () => call.end(),
  };
}

/** Keeps everything back until the first content, so that a failure before it can still fail over. */
export async function holdUntilContent(stream: AnswerStream): Promise<AnswerStream> {
  const held: CanonicalEvent[] = [];
  let first: CanonicalEvent | undefined;
  while (first === undefined) {
    const batch = await stream.next();
    if (batch === null) throw new UpstreamError('server_error', 'The provider sent an empty stream.');
    held.push(...batch);
    first = batch.find((event) => event.content);
  }
  if (first.chunk.choices[0]?.finish_reason === 'stop')
    throw new UpstreamError('server_error', 'The provider ended its stream without a word.');

  let pending: readonly CanonicalEvent[] | null = held;
  return {
    async next() {
      const batch = pending;
      pending = null;
      return batch ?? stream.next();
    },
    close: () => stream.close(),
  };
}

/** Waiting for a complete answer holds no more than this. Characters of JSON. */
const maxHeldCharacters = 64 * 1024 * 1024;

/**
 * Keeps everything back until the end (`stream_recovery: buffer`), so that a break anywhere can still fail over. A break after every
 * choice has finished takes nothing from the answer.
 */
export async function holdUntilComplete(stream: AnswerStream, meter: UsageMeter): Promise<AnswerStream> {
  const held: CanonicalEvent[] = [];
  const transcript = createTranscript(false);
  let characters = 0;
  try {
    for (let batch = await stream.next(); batch !== null; batch = await stream.next()) {
      meter.count(batch);
      for (const event of batch) {
        transcript.add(event.chunk);
        characters += event.json.length;
        held.push(event);
      }
      if (characters > maxHeldCharacters)
        throw new UpstreamError('stream_interrupted', 'The answer is larger than what can be held back.');
    }
  } catch (error) {
    const complete = transcript.finished && error instanceof UpstreamError && error.kind !== 'client_closed';
    if (!complete) throw error;
    stream.close();
  }
  let pending: readonly CanonicalEvent[] | null = held;
  return {
    async next() {
      const batch = pending;
      pending = null;
      return batch;
    },
    close: () => stream.close(),
  };
}

/** A connection that breaks once the head has arrived is a broken stream, whatever the socket calls it. */
export function asInterruption(error: unknown): never {
  if (error instanceof UpstreamError && error.kind !== 'connection_failed') throw error;
  throw new UpstreamError('stream_interrupted', 'The connection broke before the answer was complete.', {
    cause: error,
  });
}

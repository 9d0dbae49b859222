import { UpstreamError } from './errors.ts';
import type { Clock } from './ports.ts';
import type { UsageMeter } from './pricing/usage-meter.ts';
import { createTranscript } from './recovery/transcript.ts';
import type { AttemptLimits } from './resilience/learnt-limits.ts';
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
  /** `idleMs` holds between content events; what the stream took is told to them. */
  readonly limits: AttemptLimits;
  /** What is left until the first content must be there. */
  readonly firstToken: () => Limit;
  readonly onFirstContent: () => void;
}

/** After the last finish reason come usage and end mark, at once. A provider that then keeps the line open is not waited for. */
const endMs = 5_000;

/** Reads the provider's bytes under `first_token_ms`, then under `idle_ms`. */
export function openAnswerStream(input: AnswerStreamInput): AnswerStream {
  const { call, events, clock, limits } = input;
  const { idleMs } = limits.timeouts;
  const bytes = input.bytes[Symbol.asyncIterator]();
  let begun = false;
  let ended = false;
  let heard = false;
  // Time that the provider was waited for since its last content. A caller who reads slowly is not the provider's silence, and
  // pings, comments and empty deltas do not end it.
  let silentMs = 0;
  let longestSilenceMs = 0;

  const stalled = () => {
    limits.wasCut('silence', idleMs);
    return new UpstreamError('stream_interrupted', `The stream stalled: no content came for ${idleMs} ms.`);
  };
  const unended = () =>
    new UpstreamError('stream_interrupted', 'The provider finished its answer and did not end the stream.');
  const limitNow = (): Limit => {
    if (!begun) return input.firstToken();
    if (!events.finished) return { ms: idleMs - silentMs, late: stalled, begun };
    return { ms: Math.min(idleMs, endMs) - silentMs, late: unended, begun };
  };
  const noteContent = () => {
    if (begun) longestSilenceMs = Math.max(longestSilenceMs, silentMs);
    else input.onFirstContent();
    begun = true;
    silentMs = 0;
  };

  return {
    async next() {
      while (!ended) {
        const sinceMs = clock.monotonic();
        const piece = await call.await(() => bytes.next(), limitNow()).catch(asInterruption);
        silentMs += clock.monotonic() - sinceMs;
        ended = piece.done === true;
        if (ended && !heard)
          throw new UpstreamError(
            'server_error',
            'The provider ended its stream without a word of an answer.',
          );
        const batch = piece.done === true ? events.end() : events.push(piece.value);
        heard ||= batch.length > 0;
        if (batch.some((event) => event.content)) noteContent();
        if (batch.length > 0) return batch;
      }
      call.end();
      limits.took('silence', longestSilenceMs);
      return null;
    },
    close: () => call.end(),
  };
}

/** What may begin an answer. */
export interface BeginningRules {
  /** An end without a word is an answer too. */
  readonly mayBeEmpty: boolean;
  /** Shown all that came up to the first content; throws when that is no answer. Null = it is. */
  readonly judge: ((held: readonly CanonicalEvent[]) => void) | null;
}

/** Keeps everything back until the first content, so that a failure before it can still fail over. */
export async function holdUntilContent(
  stream: AnswerStream,
  { mayBeEmpty, judge }: BeginningRules,
): Promise<AnswerStream> {
  const held: CanonicalEvent[] = [];
  let first: CanonicalEvent | undefined;
  while (first === undefined) {
    const batch = await stream.next();
    if (batch === null) throw new UpstreamError('server_error', 'The provider sent an empty stream.');
    held.push(...batch);
    first = batch.find((event) => event.content);
  }
  if (!mayBeEmpty && first.chunk.choices[0]?.finish_reason === 'stop')
    throw new UpstreamError('server_error', 'The provider ended its stream without a word.');
  judge?.(held);

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

import type { StreamAnswer } from './attempt.ts';
import { GatewayError, UpstreamError } from './errors.ts';
import type { Journal } from './journal.ts';
import { callerLeft, openAnswerLegs } from './recovery/answer-legs.ts';
import { mayRecover } from './recovery/recover.ts';
import type { ReplayAgreement } from './recovery/replay-agreement.ts';
import { createTranscript } from './recovery/transcript.ts';
import { errorBody } from './render-error.ts';
import type { CanonicalEvent } from './stream/canonical-events.ts';
import { splitIntoWords } from './stream/split-words.ts';
import type { FailoverInput, Served } from './try-target.ts';

/** The answer that began, and what it takes to replace it when it breaks. */
export interface RelayInput extends FailoverInput {
  readonly served: Served;
  readonly agreement: ReplayAgreement;
  /** Whether the caller asked for the usage chunk at the end of a stream. */
  readonly includeUsage: boolean;
}

const encoder = new TextEncoder();
const doneEvent = 'data: [DONE]\n\n';
/** Where another target took over from a stream that broke (GATEWAY.md). */
const recoveredComment = ': understudy recovered\n\n';

/**
 * One answer for the caller, from as many legs as it takes. An iterator by hand rather than a generator: `return()` must settle the
 * request even before the first `next()`.
 */
export function createRelayIterator(input: RelayInput, answer: StreamAnswer): AsyncIterator<Uint8Array> {
  const { journal, includeUsage } = input;
  const inWords = input.plan.route.streamChunking === 'words';
  const transcript = createTranscript(mayRecover(input));
  const legs = openAnswerLegs({ ...input, answer, transcript });

  const send = (batch: readonly CanonicalEvent[], prefix = '') => {
    for (const { chunk } of batch) transcript.add(chunk);
    return say(prefix + asEvents(batch, { includeUsage, inWords }));
  };
  const complete = () => {
    legs.finish(null);
    return say(doneEvent);
  };
  const afterBreak = async (error: UpstreamError) => {
    if (transcript.finished && error.kind !== 'client_closed') return complete();
    const batch = await legs.recover(error);
    if (legs.over) return over;
    if (batch !== null) return send(batch, recoveredComment);
    const last = input.callerSignal.aborted ? callerLeft() : error;
    legs.finish(last);
    return say(brokenStreamEvent(last, journal));
  };

  return {
    async next() {
      if (legs.over) return over;
      try {
        const batch = await legs.next();
        return batch === null ? complete() : send(batch);
      } catch (cause) {
        return afterBreak(asBreak(cause));
      }
    },
    async return() {
      await legs.leave();
      return over;
    },
  };
}

const over = { done: true, value: undefined } as const;
const say = (text: string) => ({ done: false, value: encoder.encode(text) }) as const;

/** Server-sent events; the usage chunk only when the caller asked for it. */
function asEvents(
  batch: readonly CanonicalEvent[],
  { includeUsage, inWords }: { includeUsage: boolean; inWords: boolean },
): string {
  let text = '';
  for (const event of batch) {
    const usageOnly = event.chunk.choices.length === 0 && event.chunk.usage !== undefined;
    if (usageOnly && !includeUsage) continue;
    if (inWords) for (const json of splitIntoWords(event)) text += `data: ${json}\n\n`;
    else text += `data: ${event.json}\n\n`;
  }
  return text;
}

function asBreak(cause: unknown): UpstreamError {
  if (cause instanceof UpstreamError) return cause;
  return new UpstreamError('stream_interrupted', 'The stream could not be relayed.', { cause });
}

/** The typed end of a broken stream: an error event and no `[DONE]`, so that no client takes it for success. */
function brokenStreamEvent(error: UpstreamError, journal: Journal): string {
  const { kind, message } = error;
  const body = errorBody(
    new GatewayError('all_targets_failed', message, {
      kind,
      origin: 'provider',
      body: error.body ?? { message, type: 'api_error', param: null, code: kind },
    }),
    journal,
  );
  return `data: ${JSON.stringify(body)}\n\n`;
}

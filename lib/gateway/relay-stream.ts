import type { StreamAnswer } from './attempt.ts';
import { GatewayError, UpstreamError } from './errors.ts';
import type { Journal } from './journal.ts';
import { openLeg } from './recovery/leg.ts';
import { mayReplay, replay } from './recovery/replay.ts';
import type { ReplayAgreement } from './recovery/replay-agreement.ts';
import { createTranscript } from './recovery/transcript.ts';
import { errorBody } from './render-error.ts';
import type { CanonicalEvent } from './stream/canonical-events.ts';
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
/** Where a replay took over from a stream that broke (GATEWAY.md). */
const recoveredComment = ': understudy recovered\n\n';

/**
 * One answer for the caller, from as many legs as it takes. An iterator by hand rather than a generator: `return()` must settle the
 * request even before the first `next()`.
 */
export function createRelayIterator(input: RelayInput, answer: StreamAnswer): AsyncIterator<Uint8Array> {
  const { journal, served, plan, ports, includeUsage } = input;
  const transcript = createTranscript(mayReplay(input));
  const leaving = new AbortController();
  const first = openLeg(answer, { journal, served, inputTokens: plan.inputTokens });
  let leg = first;
  let recovering: Promise<readonly CanonicalEvent[] | null> | null = null;
  let over = false;

  const finish = (error: UpstreamError | null) => {
    if (over) return;
    over = true;
    leg.settle(error);
    journal.recovered = error === null && leg !== first;
    // The answer began with the first leg, and the last one's usage is that of the whole answer: a replay says all of it.
    const { startedMs, firstTokenMs } = answer.attempt;
    journal.finish({
      ...endingOf(error),
      httpStatus: 200,
      answer: {
        target: leg.served.target,
        usage: leg.usage(),
        firstTokenMs: firstTokenMs === null ? null : startedMs + firstTokenMs,
      },
    });
  };

  /** What another target goes on with; null when none does. The leg that is left is settled either way. */
  const recover = async (error: UpstreamError) => {
    const broken = { leg, error };
    leg.settle(error);
    const callerSignal = AbortSignal.any([input.callerSignal, leaving.signal]);
    try {
      const joined = await replay({ ...input, callerSignal, transcript }, broken);
      if (joined === null) return null;
      leg = joined.leg;
      return joined.batch;
    } catch (cause) {
      ports.logError('A stream could not be recovered, for a reason in the gateway itself.', cause);
      return null;
    }
  };

  const send = (batch: readonly CanonicalEvent[], prefix = '') => {
    let text = prefix;
    for (const { chunk, json } of batch) {
      transcript.add(chunk);
      const usageOnly = chunk.choices.length === 0 && chunk.usage !== undefined;
      if (includeUsage || !usageOnly) text += `data: ${json}\n\n`;
    }
    return { done: false, value: encoder.encode(text) } as const;
  };

  const afterBreak = async (error: UpstreamError) => {
    if (transcript.finished && error.kind !== 'client_closed') return complete();
    recovering = recover(error);
    const batch = await recovering;
    recovering = null;
    if (leaving.signal.aborted) finish(callerLeft());
    if (over) return { done: true, value: undefined } as const;
    if (batch !== null) return send(batch, recoveredComment);
    const last = input.callerSignal.aborted ? callerLeft() : error;
    finish(last);
    return { done: false, value: encoder.encode(brokenStreamEvent(last, journal)) } as const;
  };

  const complete = () => {
    finish(null);
    return { done: false, value: encoder.encode(doneEvent) } as const;
  };

  return {
    async next() {
      if (over) return { done: true, value: undefined };
      try {
        const batch = await leg.next();
        return batch === null ? complete() : send(batch);
      } catch (cause) {
        return afterBreak(asBreak(cause));
      }
    },
    async return() {
      leaving.abort(callerLeft());
      if (recovering !== null) await recovering;
      finish(callerLeft());
      return { done: true, value: undefined };
    },
  };
}

function endingOf(error: UpstreamError | null) {
  if (error === null) return { status: 'ok', errorKind: null, errorMessage: null } as const;
  const status = error.kind === 'client_closed' ? 'canceled' : 'partial';
  return { status, errorKind: error.kind, errorMessage: error.message } as const;
}

const callerLeft = () => new UpstreamError('client_closed', 'The caller closed the connection.');

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

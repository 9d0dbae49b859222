import type { StreamAnswer } from '../attempt.ts';
import { UpstreamError } from '../errors.ts';
import type { CanonicalEvent } from '../stream/canonical-events.ts';
import type { Served } from '../try-target.ts';
import { openLeg } from './leg.ts';
import { recover } from './recover.ts';
import type { RecoveryChoice } from './recovery-targets.ts';

/** A streamed answer that may change its upstream on the way. */
export interface AnswerLegs {
  /** Settled and written down: nothing comes any more. */
  readonly over: boolean;
  /** What comes next for the caller; null at the end. @throws UpstreamError when the leg in use breaks. */
  next(): Promise<readonly CanonicalEvent[] | null>;
  /** After a break: what another target goes on with; null when none does. Never rejects. */
  recover(error: UpstreamError): Promise<readonly CanonicalEvent[] | null>;
  /** Settles the leg in use and writes the request down, once. Null = complete. */
  finish(error: UpstreamError | null): void;
  /** The caller went away: ends whatever is under way, then finishes. */
  leave(): Promise<void>;
}

/** What the legs of an answer are made from. */
export interface AnswerLegsInput extends RecoveryChoice {
  readonly served: Served;
  readonly answer: StreamAnswer;
}

/** Starts with the answer that began. */
export function openAnswerLegs(input: AnswerLegsInput): AnswerLegs {
  const { journal, served, answer, plan } = input;
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
    // The answer began with the first leg; the last one knows the usage of the whole answer.
    const { startedMs, firstTokenMs } = answer.attempt;
    const heardMs = firstTokenMs === null ? null : startedMs + firstTokenMs;
    const got = { target: leg.served.target, usage: leg.usage(), firstTokenMs: heardMs };
    journal.finish({ ...endingOf(error), httpStatus: 200, answer: got });
  };

  const switchLegs = async (error: UpstreamError) => {
    const callerSignal = AbortSignal.any([input.callerSignal, leaving.signal]);
    try {
      const joined = await recover({ ...input, callerSignal }, { leg, error });
      leg = joined?.leg ?? leg;
      return joined?.batch ?? null;
    } catch (cause) {
      input.ports.logError('A stream could not be recovered, for a reason in the gateway itself.', cause);
      return null;
    }
  };

  return {
    get over() {
      return over;
    },
    next: () => leg.next(),
    async recover(error) {
      leg.settle(error);
      recovering = switchLegs(error);
      const batch = await recovering;
      recovering = null;
      if (leaving.signal.aborted) finish(callerLeft());
      return batch;
    },
    finish,
    async leave() {
      leaving.abort(callerLeft());
      await recovering;
      finish(callerLeft());
    },
  };
}

function endingOf(error: UpstreamError | null) {
  if (error === null) return { status: 'ok', errorKind: null, errorMessage: null } as const;
  const status = error.kind === 'client_closed' ? 'canceled' : 'partial';
  return { status, errorKind: error.kind, errorMessage: error.message } as const;
}

/** Why a request ends that its caller no longer waits for. */
export const callerLeft = () => new UpstreamError('client_closed', 'The caller closed the connection.');

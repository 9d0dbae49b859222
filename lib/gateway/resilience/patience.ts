import { UpstreamError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { AttemptLimits } from './learnt-limits.ts';

/** How long an attempt is waited for before its answer counts, from now on. */
export interface Patience {
  /** What is left of it. `late` makes the error, and remembers that the target was cut. */
  readonly limit: () => { readonly ms: number; readonly late: () => UpstreamError };
  /** The answer is there in time. */
  met(): void;
}

/** A stream has to begin, a whole answer has to be complete: a provider sends nothing of it before. */
export function createPatience(clock: Clock, limits: AttemptLimits, streamed: boolean): Patience {
  const { firstTokenMs, responseMs } = limits.timeouts;
  const measure = streamed ? 'firstToken' : 'response';
  const ms = streamed ? firstTokenMs : responseMs;
  const missing = streamed ? 'no first token' : 'no complete answer';
  const startMs = clock.monotonic();
  const late = () => {
    limits.wasCut(measure, ms);
    return new UpstreamError('timeout', `The provider sent ${missing} within ${ms} ms.`);
  };
  return {
    limit: () => ({ ms: ms - (clock.monotonic() - startMs), late }),
    met: () => limits.took(measure, clock.monotonic() - startMs),
  };
}

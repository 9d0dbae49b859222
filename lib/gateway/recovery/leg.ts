import type { StreamAnswer } from '../attempt.ts';
import type { UpstreamError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import { createUsageMeter } from '../pricing/usage-meter.ts';
import type { TokenUsage } from '../request-record.ts';
import type { CanonicalEvent } from '../stream/canonical-events.ts';
import type { Served } from '../try-target.ts';

/** One upstream stream from its first content to its bill. */
export interface Leg {
  readonly served: Served;
  readonly answer: StreamAnswer;
  /** What comes next for the caller; null at the end. @throws UpstreamError */
  next(): Promise<readonly CanonicalEvent[] | null>;
  usage(): TokenUsage;
  /** Ends the call and writes it down, once: later calls do nothing. */
  settle(error: UpstreamError | null): void;
}

/** Opens the books of a stream that has begun. */
export function openLeg(
  answer: StreamAnswer,
  { journal, served, inputTokens }: { journal: Journal; served: Served; inputTokens: number },
): Leg {
  const meter = createUsageMeter(inputTokens, answer.attempt);
  let settled = false;
  return {
    served,
    answer,
    async next() {
      const batch = await answer.stream.next();
      if (batch !== null) meter.count(batch);
      return batch;
    },
    usage: meter.usage,
    settle(error) {
      if (settled) return;
      settled = true;
      answer.stream.close();
      const usage = meter.usage();
      journal.closeAttempt(answer.attempt, error, usage);
      served.used(usage);
      if (error === null) served.permit.succeed();
      else served.failed(error);
    },
  };
}

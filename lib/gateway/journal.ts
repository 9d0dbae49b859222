import type { LastAnswer, OpenAttempt } from './attempt-ledger.ts';
import type { Caller } from './authenticate.ts';
import type { Target } from './configuration.ts';
import type { FailureKind, UpstreamError } from './errors.ts';
import type { RateHold } from './limits/rate-hold.ts';
import type { RateStanding } from './limits/rate-limiter.ts';
import type {
  AttemptRecord,
  FailoverRecord,
  RequestRecord,
  RequestStatus,
  SkippedRecord,
  TokenUsage,
} from './request-record.ts';

/** How a request ended. */
export interface Ending {
  readonly status: RequestStatus;
  readonly httpStatus: number;
  readonly errorKind: RequestRecord['errorKind'];
  readonly errorMessage: string | null;
  /** What the caller got, when the last attempt alone does not tell: a stream that was recovered, or could not be. */
  readonly answer?: LastAnswer;
}

/** What happens to one request, written down as it happens; becomes its record. */
export interface Journal {
  readonly requestId: string;
  readonly attempts: readonly AttemptRecord[];
  readonly skipped: readonly SkippedRecord[];
  readonly failovers: number;
  /** Upstream calls whose end is not written down yet: 1 while an answer is relayed. */
  readonly openAttempts: number;
  /** The caller's own `x-request-id`, sent back; null when absent or not a plain token. */
  readonly clientRequestId: string | null;
  /** The target of the last attempt, null before the first. */
  readonly lastTarget: Target | null;
  caller: Caller | null;
  /** Told with the answer; null = the caller has no limits, or is not known. */
  standing: RateStanding | null;
  /** Given back when the request is finished; null = nothing is held. */
  hold: RateHold | null;
  readonly endpoint: string;
  requestedModel: string | null;
  /** The route's name; null when a target was addressed directly or nothing matched. */
  routeName: string | null;
  stream: boolean;
  /** The stream broke after content and another target completed it. */
  recovered: boolean;
  tags: Readonly<Record<string, string>>;
  elapsedMs(): number;
  /** Runs `work` and counts its time as waiting for others, not as the gateway's own. */
  waiting<T>(work: Promise<T>): Promise<T>;
  /** The gateway's own time so far; fixed once the response head is out. */
  overheadMs(): number;
  headSent(): void;
  openAttempt(target: Target, credential: string): OpenAttempt;
  closeAttempt(attempt: OpenAttempt, error: UpstreamError | null, usage: TokenUsage | null): void;
  /** The last attempt would have been followed by a retry, had its provider's retry budget allowed one. */
  retryDenied(): void;
  skip(skip: SkippedRecord, isFailover: boolean): void;
  /** The target failed for good and another one is next. */
  moveOn(target: Target, kind: FailureKind, primaryMs: number): void;
  /** The target after a move has answered or failed, `fallbackMs` after it was asked. */
  settleMoves(fallback: Target, fallbackMs: number, outcome: FailoverRecord['outcome']): void;
  costNanoUsd(): bigint;
  /** Writes the record, once; a request without a valid key leaves none. */
  finish(ending: Ending): void;
}

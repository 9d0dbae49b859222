import type { Price } from './configuration.ts';
import type { FailureKind, GatewayErrorCode } from './errors.ts';

/** How a request ended, from the caller's side. */
export type RequestStatus = 'ok' | 'error' | 'partial' | 'canceled';

/** Tokens of one answer in disjoint buckets; the sum of the first three is the prompt. */
export interface TokenUsage {
  readonly inputUncached: number;
  readonly inputCacheRead: number;
  readonly inputCacheWrite: number;
  /** All output, reasoning included. */
  readonly output: number;
  /** The part of `output` that was reasoning. */
  readonly outputReasoning: number;
  /** The provider sent no usage, or none that can be believed: counted by the gateway. */
  readonly estimated: boolean;
  /** What the provider reported, as JSON, when it cannot be believed; the counts are then the gateway's own. */
  readonly suspect?: string;
}

/** One upstream call. Offsets and durations in milliseconds from the start of the request. */
export interface AttemptRecord {
  readonly index: number;
  readonly provider: string;
  readonly model: string;
  readonly credential: string | null;
  /** Null when it succeeded. */
  readonly kind: FailureKind | null;
  /** What went wrong in a sentence, null when it succeeded. Holds no secret. */
  readonly message: string | null;
  /** HTTP status of the provider; null when it never answered. */
  readonly status: number | null;
  readonly startedOffsetMs: number;
  readonly firstTokenMs: number | null;
  readonly durationMs: number;
  readonly usage: TokenUsage | null;
  readonly costNanoUsd: bigint;
  /** What the model cost then, and by which price list; null = unpriced. Absent in records made before prices were kept. */
  readonly price?: Price | null;
  /** It cost more than was reserved for it: the estimate was too low. Booked as it is. */
  readonly aboveReserve?: true;
}

/** Why a target was passed over. The first five are failovers when a later target answers; the rest are not. */
export type SkipReason =
  | 'circuit_open'
  | 'credential_benched'
  | 'no_usable_credential'
  | 'no_headroom'
  | 'provider_budget_spent'
  | 'not_allowed'
  | 'policy'
  | 'capability'
  | 'context_window'
  | 'price'
  | 'latency'
  | 'excluded'
  | 'parameter';

/** A target that the plan passed over, and why. */
export interface SkippedRecord {
  /** `provider/model`. */
  readonly target: string;
  readonly reason: SkipReason;
  /** What exactly, e.g. `vision`, or when the circuit is next probed. */
  readonly detail: string | null;
}

/** A move past a target to the next one. */
export interface FailoverRecord {
  readonly atMs: number;
  /** `provider/model` that was passed. */
  readonly primary: string;
  /** `provider/model` that was tried next. */
  readonly fallback: string;
  readonly trigger: 'attempt' | 'skip';
  readonly errorKind: FailureKind | SkipReason;
  /** How long the primary took to fail; null on a skip. */
  readonly primaryMs: number | null;
  readonly fallbackMs: number;
  /** Fallback minus primary; null on a skip. */
  readonly latencyDeltaMs: number | null;
  readonly outcome: 'ok' | 'failed';
}

/** One request, as it is written down. The pipeline's own values, nothing derived later. */
export interface RequestRecord {
  readonly id: string;
  /** Unix milliseconds. */
  readonly startedAtMs: number;
  readonly endpoint: string;
  readonly requestedModel: string | null;
  readonly route: string | null;
  /** The provider that answered, else the last one tried; null when none was. */
  readonly provider: string | null;
  readonly model: string | null;
  readonly status: RequestStatus;
  readonly httpStatus: number;
  readonly errorKind: FailureKind | GatewayErrorCode | null;
  readonly errorMessage: string | null;
  readonly stream: boolean;
  /** The stream broke after content and another target completed it unseen. */
  readonly recovered: boolean;
  readonly usage: TokenUsage | null;
  /** Sum over all attempts. */
  readonly costNanoUsd: bigint;
  /** False when a model without a price took part: its cost counted as zero. */
  readonly priced: boolean;
  readonly durationMs: number;
  readonly firstTokenMs: number | null;
  /** Time spent in the gateway itself up to the response head. */
  readonly overheadMs: number;
  readonly failovers: number;
  readonly keyId: string;
  readonly keyName: string;
  readonly team: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly configVersion: number;
  readonly attempts: readonly AttemptRecord[];
  readonly skipped: readonly SkippedRecord[];
  readonly failoverEvents: readonly FailoverRecord[];
}

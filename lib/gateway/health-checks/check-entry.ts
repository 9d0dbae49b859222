import type { CheckState } from './health-report.ts';
import type { PlannedCheck } from './planned-checks.ts';
import type { CheckResult } from './run-check.ts';

/** How a refusal of a credential became known. */
export interface Refusal {
  /** Unix milliseconds. */
  readonly since: number;
  /** Whether a check was refused too, so that an answer to a later check proves that it is over. */
  readonly confirmed: boolean;
  /** A sentence without secrets. */
  readonly reason: string;
}

/** What a check found that came to its end. */
export type Finding = Exclude<CheckResult, { type: 'ended' }>;

/** One check that is made again and again, and what it has found so far. */
export interface CheckEntry {
  planned: PlannedCheck;
  /** When it is to be made, on the monotonic clock; infinite = not again. */
  dueMs: number;
  /** Ends the call under way; null while there is none. */
  running: AbortController | null;
  state: Exclude<CheckState, 'refused'>;
  /** Unix milliseconds. */
  since: number;
  lastCheckedAt: number | null;
  latencyMs: number | null;
  reason: string | null;
  refusal: Refusal | null;
  /** Checks that the provider refused since it last took the credential. */
  refusals: number;
  /** Checks in a row that found no connection. */
  unreachableInRow: number;
  /** Refusals that only traffic met and that ended because the list answered, in a row, and when the last one did (Unix ms). */
  unprovenReturns: number;
  lastUnprovenReturnAt: number;
}

/** How often a check is made (GATEWAY.md). Milliseconds. */
export const intervalMs = 30_000;
/** So that processes and providers do not keep step. */
const jitterShare = 0.1;
/** The longest that two checks in a row are apart, in milliseconds, while nothing is wrong. */
export const longestPauseMs = intervalMs * (1 + jitterShare);
/** A refused key is asked about ever more rarely, down to this. Milliseconds. */
const maxRefusedPauseMs = 300_000;
/** The first failed connection may be a chance: it is looked at again soon. Milliseconds. */
const secondLookMs = 5_000;

/** A check that was never made, and is not due yet. `now` in Unix milliseconds. */
export function newEntry(planned: PlannedCheck, now: number): CheckEntry {
  return {
    planned,
    dueMs: Number.POSITIVE_INFINITY,
    running: null,
    state: 'unknown',
    since: now,
    lastCheckedAt: null,
    latencyMs: null,
    reason: null,
    refusal: null,
    refusals: 0,
    unreachableInRow: 0,
    unprovenReturns: 0,
    lastUnprovenReturnAt: Number.NEGATIVE_INFINITY,
  };
}

/** Writes down what a check found, except what it means for the credential's bench. `now` in Unix milliseconds. */
export function noteResult(entry: CheckEntry, result: Finding, now: number): void {
  const state = stateAfter[result.type];
  if (state !== entry.state) entry.since = now;
  entry.state = state;
  entry.lastCheckedAt = now;
  entry.reason = result.type === 'ok' ? null : result.error.message;
  if (result.type !== 'unreachable') entry.latencyMs = result.latencyMs;
  if (result.type === 'refused') entry.refusals += 1;
  if (result.type === 'ok') entry.refusals = 0;
  entry.unreachableInRow = result.type === 'unreachable' ? entry.unreachableInRow + 1 : 0;
}

/** A refusal is the bench's to know: it outlives an answer that tells nothing. */
const stateAfter = {
  ok: 'ok',
  refused: 'unknown',
  left_alone: 'left_alone',
  inconclusive: 'unknown',
  unreachable: 'unreachable',
} as const satisfies Record<Finding['type'], CheckEntry['state']>;

/** How long until the next check, in milliseconds, jitter included. `random` in [0, 1). */
export function pauseAfter(entry: CheckEntry, random: number): number {
  return pauseWithoutJitter(entry) * (1 - jitterShare + 2 * jitterShare * random);
}

function pauseWithoutJitter({ state, refusals, unreachableInRow }: CheckEntry): number {
  if (state === 'left_alone') return Number.POSITIVE_INFINITY;
  if (refusals > 0) return Math.min(intervalMs * 2 ** (refusals - 1), maxRefusedPauseMs);
  return unreachableInRow === 1 ? secondLookMs : intervalMs;
}

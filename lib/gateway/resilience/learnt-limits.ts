import type { Route, Target, Timeouts } from '../configuration.ts';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';
import type { LatencyHistory, LatencyMeasure } from './latency-history.ts';

/** The limits of one attempt, and what its target teaches about them. */
export interface AttemptLimits {
  readonly timeouts: Timeouts;
  /** The target took this long, in milliseconds, and was in time. */
  took(measure: LatencyMeasure, ms: number): void;
  /** The target was cut off after this long: it may have needed more, or for ever. */
  wasCut(measure: LatencyMeasure, ms: number): void;
}

/** What the limits of an attempt depend on. */
export interface LimitsInput {
  readonly route: Route;
  readonly target: Target;
  readonly request: ChatCompletionRequest;
  readonly latency: LatencyHistory;
}

/** How many times its own 95th percentile a target may take (GATEWAY.md). */
const headroom = 4;
/** A reasoning model thinks before it speaks, and between its words (GATEWAY.md). Milliseconds. */
const reasoningFloorMs = 60_000;
/** No history grows a limit beyond this: ten minutes are also the default of the whole request. Milliseconds. */
const ceilingMs = 600_000;

const limitOf = {
  firstToken: 'firstTokenMs',
  silence: 'idleMs',
  response: 'responseMs',
} as const satisfies Record<LatencyMeasure, keyof Timeouts>;

/**
 * A limit that the operator wrote, on the target or on the route, holds as it is. Any other is at least its default, 60 s for a model
 * that reasons, and four times the target's 95th percentile, but never more than the whole request has.
 *
 * A target that was cut is remembered with the time that it was given, or else a limit that cuts everything would never learn that it
 * is too short; but with no more than the limit without history, or what it has truly taken before. So a target that hangs grows its
 * own limit to four times the default and no further.
 */
export function attemptLimits(input: LimitsInput): AttemptLimits {
  const { route, target, latency } = input;
  const timeouts = { ...route.timeouts, ...target.timeouts };
  return {
    timeouts: {
      ...timeouts,
      firstTokenMs: grown(input, 'firstToken', timeouts),
      idleMs: grown(input, 'silence', timeouts),
      responseMs: grown(input, 'response', timeouts),
    },
    took: (measure, ms) => latency.note(target.id, measure, ms),
    wasCut(measure, ms) {
      const believed = Math.max(
        floorOf(input, timeouts[limitOf[measure]]),
        latency.p95(target.id, measure) ?? 0,
      );
      latency.note(target.id, measure, Math.min(ms, believed));
    },
  };
}

function grown(input: LimitsInput, measure: LatencyMeasure, timeouts: Timeouts): number {
  const { route, target, latency } = input;
  const limit = limitOf[measure];
  const writtenMs = timeouts[limit];
  if (target.timeouts[limit] !== undefined || route.setTimeouts.has(limit)) return writtenMs;
  const learntMs = Math.min(ceilingMs, headroom * (latency.p95(target.id, measure) ?? 0));
  const neededMs = Math.max(floorOf(input, writtenMs), learntMs);
  return Math.max(writtenMs, Math.min(neededMs, timeouts.totalMs));
}

/** The limit before anything is known of the target. */
function floorOf({ target, request }: LimitsInput, writtenMs: number): number {
  return reasons(target, request) ? Math.max(writtenMs, reasoningFloorMs) : writtenMs;
}

/** A model that is known to reason, or that was asked to. Of an unknown one it is not assumed. */
function reasons({ facts }: Target, { reasoning_effort: effort }: ChatCompletionRequest): boolean {
  return facts.capabilities?.has('reasoning') === true || (effort != null && effort !== 'none');
}

import type { LimitOwner } from './limit-owner.ts';
import type { LimitedUse } from './limited-use.ts';
import type { RateLack } from './rate-refusal.ts';
import type { RateShare } from './rate-share.ts';
import { reservedTokens, type TokenDemand } from './token-demand.ts';

/** One owner's use, and what a request asks of it. */
export interface Asked {
  /** Absent = nothing within the last minute. */
  readonly use: LimitedUse | undefined;
  readonly demand: TokenDemand;
  readonly nowMs: number;
  readonly share: RateShare;
}

/** A request in flight may end at any time, and so may another process that has a part of the limit. */
const soonMs = 1_000;

/** The limit of this owner that the request would break, the one that lasts longest; null = none. */
export function lackOf(owner: LimitOwner, asked: Asked): RateLack | null {
  const { maxParallelRequests } = owner.limits;
  const { use, share } = asked;
  const isFull = maxParallelRequests !== null && (use?.inFlight ?? 0) >= share(maxParallelRequests, 'moment');
  const parallel: RateLack | null = isFull ? { type: 'parallel', owner, waitMs: soonMs } : null;
  return worse(parallel, worse(lackOfRequests(owner, asked), lackOfTokens(owner, asked)));
}

/** The one of two that lasts longer. */
export function worse(a: RateLack | null, b: RateLack | null): RateLack | null {
  if (a === null || b === null) return a ?? b;
  return waitOf(b) > waitOf(a) ? b : a;
}

const waitOf = (lack: RateLack) => (lack.type === 'too_large' ? Number.POSITIVE_INFINITY : lack.waitMs);

function lackOfRequests(owner: LimitOwner, { use, nowMs, share }: Asked): RateLack | null {
  const { rpm } = owner.limits;
  if (rpm === null) return null;
  const may = share(rpm, 'minute');
  const waitMs = may < 1 ? soonMs : (use?.requests?.waitFor(1, may, nowMs) ?? 0);
  return waitMs > 0 ? { type: 'requests', owner, waitMs } : null;
}

function lackOfTokens(owner: LimitOwner, { use, demand, nowMs, share }: Asked): RateLack | null {
  const { tpm } = owner.limits;
  if (tpm === null) return null;
  if (demand.stated > tpm) return { type: 'too_large', owner, tokens: demand.stated };
  const may = share(tpm, 'minute');
  // What fits the limit, but not this process's part of it, goes when this process has used nothing else.
  const tokens = Math.min(reservedTokens(demand, may), may);
  const waitMs = use?.tokens?.waitFor(tokens, may, nowMs) ?? 0;
  return waitMs > 0 ? { type: 'tokens', owner, waitMs } : null;
}

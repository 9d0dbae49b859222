import { createSlidingMinute, type SlidingMinute } from './sliding-minute.ts';

/** What one owner of limits has used. Times are monotonic, in milliseconds. */
export interface LimitedUse {
  /** Null until a limit asks for it: a limit that is set later counts from then on. */
  requests: SlidingMinute | null;
  tokens: SlidingMinute | null;
  inFlight: number;
  /** When a request last began or ended. */
  lastUsedMs: number;
}

/** What is known of every owner in use. */
export interface LimitedUses {
  find(id: string): LimitedUse | undefined;
  /** Opens the account of an owner whose request begins. */
  open(id: string, nowMs: number): LimitedUse;
  /** Owners in use; the idle ones are forgotten. */
  all(nowMs: number): ReadonlyMap<string, LimitedUse>;
}

/** Beyond so many, owners without a request for a minute are forgotten, once a second. */
const maxKept = 1_000;
const tidyEveryMs = 1_000;
/** What was used is remembered as long as the sliding minute. */
const idleMs = 61_000;

/** Nothing used yet. */
export function createLimitedUses(): LimitedUses {
  const uses = new Map<string, LimitedUse>();
  let tidiedMs = 0;

  const forgetIdle = (nowMs: number) => {
    tidiedMs = nowMs;
    for (const [id, { inFlight, lastUsedMs }] of uses)
      if (inFlight === 0 && lastUsedMs + idleMs <= nowMs) uses.delete(id);
  };

  return {
    find: (id) => uses.get(id),
    open(id, nowMs) {
      const known = uses.get(id);
      if (known !== undefined) return known;
      if (uses.size >= maxKept && nowMs >= tidiedMs + tidyEveryMs) forgetIdle(nowMs);
      const fresh: LimitedUse = { requests: null, tokens: null, inFlight: 0, lastUsedMs: nowMs };
      uses.set(id, fresh);
      return fresh;
    },
    all(nowMs) {
      forgetIdle(nowMs);
      return uses;
    },
  };
}

/** Counts a request that begins. */
export function beginUse(
  use: LimitedUse,
  { limits, tokens }: { limits: { rpm: number | null }; tokens: number | null },
  nowMs: number,
): void {
  use.inFlight += 1;
  use.lastUsedMs = nowMs;
  if (limits.rpm !== null) {
    use.requests ??= createSlidingMinute();
    use.requests.add(1, nowMs);
  }
  if (tokens !== null) {
    use.tokens ??= createSlidingMinute();
    use.tokens.add(tokens, nowMs);
  }
}

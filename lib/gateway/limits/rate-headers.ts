import type { LimitedUse } from './limited-use.ts';
import type { RateLimits } from './limits.ts';
import type { RateShare } from './rate-share.ts';
import type { SlidingMinute } from './sliding-minute.ts';

/** One owner's limits, what it has used, and how much of a limit is this process's to give. */
export interface RateAccount {
  readonly limits: RateLimits;
  /** Absent = nothing within the last minute. */
  readonly use: LimitedUse | undefined;
  readonly share: RateShare;
}

interface Left {
  readonly limit: number;
  readonly remaining: number;
  readonly resetMs: number;
}

/**
 * `x-ratelimit-*` in OpenAI's form: of each unit, the limit that leaves least. `reset` is when it will be whole again.
 * `remaining` is what this process may still give.
 */
export function rateHeaders(accounts: readonly RateAccount[], nowMs: number): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const unit of ['requests', 'tokens'] as const) {
    const tightest = tightestOf(accounts, unit, nowMs);
    if (tightest === null) continue;
    headers[`x-ratelimit-limit-${unit}`] = String(tightest.limit);
    headers[`x-ratelimit-remaining-${unit}`] = String(tightest.remaining);
    headers[`x-ratelimit-reset-${unit}`] = formatDuration(tightest.resetMs);
  }
  return headers;
}

function tightestOf(
  accounts: readonly RateAccount[],
  unit: 'requests' | 'tokens',
  nowMs: number,
): Left | null {
  let tightest: Left | null = null;
  for (const { limits, use, share } of accounts) {
    const limit = unit === 'requests' ? limits.rpm : limits.tpm;
    if (limit === null) continue;
    const left = leftOf(limit, share(limit, 'minute'), { minute: use?.[unit] ?? null, nowMs });
    if (tightest === null || isTighter(left, tightest)) tightest = left;
  }
  return tightest;
}

function leftOf(
  limit: number,
  share: number,
  { minute, nowMs }: { minute: SlidingMinute | null; nowMs: number },
): Left {
  if (minute === null) return { limit, remaining: share, resetMs: 0 };
  const remaining = Math.max(0, share - minute.used(nowMs));
  return { limit, remaining, resetMs: minute.waitFor(limit, limit, nowMs) };
}

const isTighter = (a: Left, b: Left) =>
  a.remaining < b.remaining || (a.remaining === b.remaining && a.resetMs > b.resetMs);

/** A duration as OpenAI writes it: `0s`, `120ms`, `1.5s`, `6m0s`. Milliseconds, rounded up to whole ones. */
export function formatDuration(ms: number): string {
  const whole = Math.ceil(ms);
  if (whole > 0 && whole < 1_000) return `${whole}ms`;
  const minutes = Math.floor(whole / 60_000);
  const seconds = (whole % 60_000) / 1_000;
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
}

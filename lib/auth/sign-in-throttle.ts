import { LRUCache } from 'lru-cache';

/** Failures that cost nothing: a person mistypes; an address may be shared by an office. */
const freeFailures = { email: 5, address: 20 } as const;
const firstWaitMs = 30_000;
const maxWaitMs = 15 * 60_000;
/** Failures older than this are forgotten. */
const memoryMs = 60 * 60_000;
/** Bounds the memory; a flood of made-up e-mail addresses is stopped by its own address first. */
const maxEntries = 20_000;

/** Who tries: both the account and where the call comes from are counted. */
export interface SignInSource {
  readonly email: string;
  readonly address: string;
}

/** Slows guessing down. Lives in one console process and forgets at its end. */
export interface SignInThrottle {
  /**
   * Counts an attempt as failed before it is judged, so that many at once gain nothing.
   * Returns 0, or the milliseconds to wait; then nothing was counted.
   */
  begin(source: SignInSource): number;
  /** Takes the failure back: the e-mail starts afresh, the address only loses this one. */
  succeeded(source: SignInSource): void;
}

interface Entry {
  readonly failures: number;
  readonly blockedUntilMs: number;
  readonly forgottenAtMs: number;
}

/** A throttle that reads the time from `now` (Unix milliseconds). */
export function makeSignInThrottle(now: () => number): SignInThrottle {
  const entries = new LRUCache<string, Entry>({ max: maxEntries });
  const read = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    return entry !== undefined && entry.forgottenAtMs > now() ? entry : undefined;
  };
  const count = (key: string, free: number) => {
    const failures = (read(key)?.failures ?? 0) + 1;
    const waitMs = failures < free ? 0 : Math.min(firstWaitMs * 2 ** (failures - free), maxWaitMs);
    entries.set(key, { failures, blockedUntilMs: now() + waitMs, forgottenAtMs: now() + memoryMs });
  };
  return {
    begin(source) {
      const blockedUntilMs = Math.max(...keysOf(source).map(({ key }) => read(key)?.blockedUntilMs ?? 0));
      if (blockedUntilMs > now()) return blockedUntilMs - now();
      for (const { key, free } of keysOf(source)) count(key, free);
      return 0;
    },
    succeeded(source) {
      const [email, address] = keysOf(source);
      entries.delete(email.key);
      const entry = read(address.key);
      if (entry) entries.set(address.key, { ...entry, failures: entry.failures - 1, blockedUntilMs: 0 });
    },
  };
}

const keysOf = (source: SignInSource) =>
  [
    { key: `email ${source.email}`, free: freeFailures.email },
    { key: `address ${source.address}`, free: freeFailures.address },
  ] as const;

/** "40 seconds" or "8 minutes", rounded up. */
export function waitInWords(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1000);
  if (seconds === 1) return '1 second';
  if (seconds < 90) return `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

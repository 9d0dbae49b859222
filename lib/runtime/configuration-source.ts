import type { Configuration } from '#lib/gateway/configuration.ts';

/** What a configuration source reads and measures with. */
export interface ConfigurationSourceDeps {
  /** The version in force, 0 when there is none: cheap, asked often. */
  readVersion(): Promise<number>;
  /** The whole configuration as of one moment, and what of it cannot be used. */
  load(): Promise<{ readonly configuration: Configuration; readonly problems: readonly string[] }>;
  /** A configuration that could not be checked for longer than this is served no more: its keys may have been revoked. */
  readonly maxStaleMs: number;
  /** Milliseconds that only ever grow. */
  monotonic(): number;
  /** The database stopped or began answering again, or a version could not be loaded. */
  report(message: string, error: unknown): void;
}

/** The configuration in force, followed from the database and kept when that is away. */
export interface ConfigurationSource {
  /** Null until the first one is loaded, and while the one in hand is older than may be served. */
  current(): Configuration | null;
  /** Whether {@link current} is known to be the newest. When it is not, an unknown key may be a new one. */
  isCurrent(): boolean;
  /** Why it is not the newest, and what of it cannot be used, in sentences. */
  troubles(): readonly string[];
  /** Looks for a newer version and loads it. Never rejects. */
  poll(): Promise<void>;
}

/** A poll that has not succeeded for this long says nothing about now: the database hangs. Two polls and a slow query. */
const freshForMs = 2_000;

/** Follows the configuration. The last good one is kept through everything that goes wrong. */
export function createConfigurationSource(deps: ConfigurationSourceDeps): ConfigurationSource {
  let current: Awaited<ReturnType<ConfigurationSourceDeps['load']>> | null = null;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let trouble: 'database' | 'version' | null = null;

  const fail = (kind: 'database' | 'version', message: string, error: unknown) => {
    // Told once, not twice a second.
    if (trouble !== kind) deps.report(message, error);
    trouble = kind;
  };
  const isTooOld = () => deps.monotonic() - checkedAt > deps.maxStaleMs;
  const staleBecause = () => {
    if (current !== null && isTooOld())
      return 'The configuration could not be checked for too long; nothing is served until it can.';
    if (trouble === 'version')
      return 'The newest configuration cannot be loaded; the one before it is served.';
    const hangs = deps.monotonic() - checkedAt > freshForMs;
    return trouble === 'database' || hangs
      ? 'The database does not answer; the last configuration is served.'
      : null;
  };

  return {
    current: () => (isTooOld() ? null : (current?.configuration ?? null)),
    isCurrent: () => staleBecause() === null,
    troubles: () => {
      const stale = staleBecause();
      return [...(stale === null ? [] : [stale]), ...(current?.problems ?? [])];
    },
    async poll() {
      let version: number;
      try {
        version = await deps.readVersion();
      } catch (error) {
        return fail('database', 'The database does not answer; the last configuration is served.', error);
      }
      try {
        if (current?.configuration.version !== version) current = await deps.load();
        if (trouble !== null) deps.report('The configuration is followed again.', null);
        trouble = null;
        checkedAt = deps.monotonic();
      } catch (error) {
        fail(
          'version',
          `Configuration version ${version} cannot be loaded; the one before it is served.`,
          error,
        );
      }
    },
  };
}

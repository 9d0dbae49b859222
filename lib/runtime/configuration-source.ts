import type { Configuration } from '#lib/gateway/configuration.ts';

/** What a configuration source reads and measures with. */
export interface ConfigurationSourceDeps {
  /** The version in force, 0 when there is none: cheap, asked often. */
  readVersion(): Promise<number>;
  /** The whole configuration as of one moment. */
  load(): Promise<Configuration>;
  /** Milliseconds that only ever grow. */
  monotonic(): number;
  /** The database stopped or began answering again, or a version could not be loaded. */
  report(message: string, error: unknown): void;
}

/** The configuration in force, followed from the database and kept when that is away. */
export interface ConfigurationSource {
  /** Null until the first one is loaded. */
  current(): Configuration | null;
  /** Whether {@link current} is known to be the newest. When it is not, an unknown key may be a new one. */
  isCurrent(): boolean;
  /** Why it is not, in a sentence; null when it is. */
  staleBecause(): string | null;
  /** Looks for a newer version and loads it. Never rejects. */
  poll(): Promise<void>;
}

/** A poll that has not succeeded for this long says nothing about now: the database hangs. Two polls and a slow query. */
const freshForMs = 2_000;

/** Follows the configuration. The last good one is kept through everything that goes wrong. */
export function createConfigurationSource(deps: ConfigurationSourceDeps): ConfigurationSource {
  let current: Configuration | null = null;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let trouble: 'database' | 'version' | null = null;

  const fail = (kind: 'database' | 'version', message: string, error: unknown) => {
    // Told once, not twice a second.
    if (trouble !== kind) deps.report(message, error);
    trouble = kind;
  };
  const staleBecause = () => {
    if (trouble === 'version')
      return 'The newest configuration cannot be loaded; the one before it is served.';
    const hangs = deps.monotonic() - checkedAt > freshForMs;
    return trouble === 'database' || hangs
      ? 'The database does not answer; the last configuration is served.'
      : null;
  };

  return {
    current: () => current,
    isCurrent: () => staleBecause() === null,
    staleBecause,
    async poll() {
      let version: number;
      try {
        version = await deps.readVersion();
      } catch (error) {
        return fail('database', 'The database does not answer; the last configuration is served.', error);
      }
      try {
        if (current === null || current.version !== version) current = await deps.load();
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

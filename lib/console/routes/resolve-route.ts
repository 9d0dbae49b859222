import { defaultRoute as defaults } from './default-route.ts';
import type { ResolvedRoute, RouteSettings } from './schema.ts';

/** A route's settings with every default filled in, and which of them are defaults. */
export function resolveRoute(settings: RouteSettings): { resolved: ResolvedRoute; inherited: string[] } {
  const { timeouts, breaker } = settings;
  const resolved: ResolvedRoute = {
    latency_class: settings.latency_class ?? defaults.latency_class,
    num_retries: settings.num_retries ?? defaults.num_retries,
    timeouts: { ...defaults.timeouts, ...withoutUndefined(timeouts ?? {}) },
    breaker: { ...defaults.breaker, ...withoutUndefined(breaker ?? {}) },
    stream_recovery: settings.stream_recovery ?? defaults.stream_recovery,
    recovery_max_cost_usd: settings.recovery_max_cost_usd ?? defaults.recovery_max_cost_usd,
    stream_chunking: settings.stream_chunking ?? defaults.stream_chunking,
    max_retry_after_ms: settings.max_retry_after_ms ?? defaults.max_retry_after_ms,
    rescue_authentication_failures:
      settings.rescue_authentication_failures ?? defaults.rescue_authentication_failures,
    on_status_codes: settings.on_status_codes ?? defaults.on_status_codes,
  };
  const inherited = leafPaths(resolved).filter((path) => valueAt(settings, path) === undefined);
  return { resolved, inherited };
}

/** What an object says, without the fields that say nothing. */
export function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const said = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(said) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function leafPaths(resolved: ResolvedRoute): string[] {
  return Object.entries(resolved).flatMap(([name, value]) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.keys(value).map((key) => `${name}.${key}`)
      : [name],
  );
}

function valueAt(settings: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], settings);
}

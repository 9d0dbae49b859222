import { routeDefaults, type Timeouts } from '../../gateway/configuration.ts';
import type { ResolvedRoute, RouteSettings } from './schema.ts';

const nanoUsdPerUsd = 1e9;

const defaults = {
  latency_class: routeDefaults.latencyClass,
  num_retries: routeDefaults.numRetries,
  timeouts: timeoutsOf(routeDefaults.timeouts),
  breaker: {
    consecutive_failures: routeDefaults.breaker.consecutiveFailures,
    failure_rate: routeDefaults.breaker.failureRate,
    minimum_requests: routeDefaults.breaker.minimumRequests,
    window_ms: routeDefaults.breaker.windowMs,
    cooldown_ms: routeDefaults.breaker.cooldownMs,
    max_cooldown_ms: routeDefaults.breaker.maxCooldownMs,
  },
  stream_recovery: routeDefaults.streamRecovery,
  recovery_max_cost_usd: Number(routeDefaults.recoveryMaxCostNanoUsd) / nanoUsdPerUsd,
  max_retry_after_ms: routeDefaults.maxRetryAfterMs,
  rescue_authentication_failures: routeDefaults.rescueAuthenticationFailures,
  on_status_codes: routeDefaults.onStatusCodes,
} satisfies ResolvedRoute;

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

function timeoutsOf(timeouts: Timeouts): ResolvedRoute['timeouts'] {
  return {
    connect_ms: timeouts.connectMs,
    first_token_ms: timeouts.firstTokenMs,
    idle_ms: timeouts.idleMs,
    response_ms: timeouts.responseMs,
    total_ms: timeouts.totalMs,
  };
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

import { routeDefaults } from '#lib/gateway/configuration.ts';
import type { Defaults } from './editor/defaults.ts';

/** The documented defaults under the names of the configuration file. */
export const inheritedDefaults: Defaults = {
  latency_class: routeDefaults.latencyClass,
  num_retries: routeDefaults.numRetries,
  max_retry_after_ms: routeDefaults.maxRetryAfterMs,
  stream_recovery: routeDefaults.streamRecovery,
  recovery_max_cost_usd: Number(routeDefaults.recoveryMaxCostNanoUsd) / 1e9,
  timeouts: {
    connect_ms: routeDefaults.timeouts.connectMs,
    first_token_ms: routeDefaults.timeouts.firstTokenMs,
    idle_ms: routeDefaults.timeouts.idleMs,
    response_ms: routeDefaults.timeouts.responseMs,
    total_ms: routeDefaults.timeouts.totalMs,
  },
  breaker: {
    consecutive_failures: routeDefaults.breaker.consecutiveFailures,
    failure_rate: routeDefaults.breaker.failureRate,
    minimum_requests: routeDefaults.breaker.minimumRequests,
    window_ms: routeDefaults.breaker.windowMs,
    cooldown_ms: routeDefaults.breaker.cooldownMs,
    max_cooldown_ms: routeDefaults.breaker.maxCooldownMs,
  },
};

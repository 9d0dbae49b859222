import { routeDefaults } from '../../gateway/configuration.ts';
import type { ResolvedRoute } from './schema.ts';

const nanoUsdPerUsd = 1e9;

const { timeouts, breaker } = routeDefaults;

/** What a route has for each setting that it leaves out, under the names of the configuration file. */
export const defaultRoute: ResolvedRoute = {
  latency_class: routeDefaults.latencyClass,
  num_retries: routeDefaults.numRetries,
  timeouts: {
    connect_ms: timeouts.connectMs,
    first_token_ms: timeouts.firstTokenMs,
    idle_ms: timeouts.idleMs,
    response_ms: timeouts.responseMs,
    total_ms: timeouts.totalMs,
  },
  breaker: {
    consecutive_failures: breaker.consecutiveFailures,
    failure_rate: breaker.failureRate,
    minimum_requests: breaker.minimumRequests,
    window_ms: breaker.windowMs,
    cooldown_ms: breaker.cooldownMs,
    max_cooldown_ms: breaker.maxCooldownMs,
  },
  stream_recovery: routeDefaults.streamRecovery,
  recovery_max_cost_usd: Number(routeDefaults.recoveryMaxCostNanoUsd) / nanoUsdPerUsd,
  stream_chunking: routeDefaults.streamChunking,
  max_retry_after_ms: routeDefaults.maxRetryAfterMs,
  rescue_authentication_failures: routeDefaults.rescueAuthenticationFailures,
  on_status_codes: routeDefaults.onStatusCodes,
};

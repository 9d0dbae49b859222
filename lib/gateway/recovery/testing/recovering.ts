import type { Route, Target } from '../../configuration.ts';
import { createTestGateway, testConfiguration, testTarget } from '../../testing/test-gateway.ts';

/** A gateway that never opens a circuit: what is tested here is not the breaker. */
export function recovering(
  targets: readonly Target[] = [testTarget('first'), testTarget('second')],
  route: Partial<Route> = {},
) {
  const breaker = {
    consecutiveFailures: 1_000,
    failureRate: 1,
    minimumRequests: 100_000,
    windowMs: 60_000,
    cooldownMs: 30_000,
    maxCooldownMs: 300_000,
  };
  return createTestGateway(testConfiguration(targets, { route: { numRetries: 0, breaker, ...route } }));
}

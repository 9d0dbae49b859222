import type { ResolvedRoute } from '#lib/console/routes/schema.ts';

/** What a route inherits for each setting it leaves out. */
export type Defaults = Pick<
  ResolvedRoute,
  | 'latency_class'
  | 'num_retries'
  | 'max_retry_after_ms'
  | 'timeouts'
  | 'breaker'
  | 'stream_recovery'
  | 'recovery_max_cost_usd'
>;

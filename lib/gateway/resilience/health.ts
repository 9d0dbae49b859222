import type { HealthReports } from '../health-checks/health-report.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { CredentialBench } from './credential-bench.ts';
import type { Headroom } from './headroom.ts';
import type { LatencyHistory } from './latency-history.ts';
import type { RetryBudget } from './retry-budget.ts';

/** The health of everything upstream, as this process has seen it. */
export interface Health {
  readonly breaker: CircuitBreaker;
  readonly bench: CredentialBench;
  readonly retryBudget: RetryBudget;
  readonly headroom: Headroom;
  readonly latency: LatencyHistory;
  /** What background checks say of the credentials. */
  readonly checks: HealthReports;
}

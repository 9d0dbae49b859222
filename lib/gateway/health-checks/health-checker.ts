import type { Configuration } from '../configuration.ts';
import type { GatewayPorts } from '../ports.ts';
import type { CircuitBreaker } from '../resilience/circuit-breaker.ts';
import type { CredentialBench } from '../resilience/credential-bench.ts';
import { type CheckEntry, noteResult, pauseAfter } from './check-entry.ts';
import { type CheckLoop, createCheckLoop } from './check-loop.ts';
import { settleProbes, takeProbes } from './circuit-probe.ts';
import { createCredentialNews } from './credential-news.ts';
import { createEndpointNews } from './endpoint-news.ts';
import type { HealthReports } from './health-report.ts';
import { judgeCredential, noticeRefusal } from './refusals.ts';
import { replaceChecks } from './replace-checks.ts';
import { reportsOf } from './reports-of.ts';
import { runCheck } from './run-check.ts';

/** Background health checks of one process: nothing is called before `start`. */
export type HealthChecker = HealthReports & CheckLoop;

/** What the checks work on besides the ports. */
export interface CheckedHealth {
  readonly breaker: CircuitBreaker;
  readonly bench: CredentialBench;
}

/** What the checks ask of the world. */
export type HealthCheckPorts = Pick<
  GatewayPorts,
  'configuration' | 'transport' | 'clock' | 'random' | 'logCredentialOut' | 'healthChanged' | 'logError'
>;

/**
 * Asks every provider that an active route names for its models, with every credential, again and again (GATEWAY.md,
 * "Protecting the secondary"). It keeps connections warm, finds dead keys before a caller does and gives back those that
 * work again. Nothing of it counts as traffic: no record, no retry budget, no breaker window.
 */
export function createHealthChecker(ports: HealthCheckPorts, health: CheckedHealth): HealthChecker {
  const { clock } = ports;
  const { breaker, bench } = health;
  const entries = new Map<string, CheckEntry>();
  const credentialNews = createCredentialNews(ports, bench);
  const endpointNews = createEndpointNews(ports);
  let followed: Configuration | null = null;

  const followConfiguration = () => {
    const configuration = ports.configuration();
    if (configuration === null || configuration === followed) return;
    followed = configuration;
    replaceChecks(entries, configuration, ports);
    credentialNews.retain(entries.values());
    endpointNews.retain(entries.values());
  };
  const followBench = () => {
    const noneRefused = bench.rejected().size === 0;
    for (const entry of entries.values()) {
      if (noneRefused && entry.refusal === null) continue;
      const isNews = noticeRefusal(entry, { bench, ports });
      if (isNews && entry.state !== 'left_alone') entry.dueMs = clock.monotonic();
    }
    credentialNews.compare(entries.values());
  };

  const loop = createCheckLoop({
    ports,
    entries: () => entries.values(),
    catchUp() {
      followConfiguration();
      followBench();
    },
    async check(entry, stop) {
      const probes = takeProbes(entry.planned, breaker, clock.now());
      const result = await runCheck(entry.planned, ports, stop);
      settleProbes(probes, result);
      if (result.type === 'ended') return;
      noteResult(entry, result, clock.now());
      judgeCredential(entry, result, { bench, ports });
      endpointNews.count(entry, result);
      entry.dueMs = clock.monotonic() + pauseAfter(entry, ports.random());
    },
  });
  return { ...loop, snapshot: () => [...entries.values()].flatMap((entry) => reportsOf(entry, bench)) };
}

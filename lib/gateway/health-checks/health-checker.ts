import type { Configuration } from '../configuration.ts';
import type { GatewayPorts } from '../ports.ts';
import type { CircuitBreaker } from '../resilience/circuit-breaker.ts';
import type { CredentialBench } from '../resilience/credential-bench.ts';
import { createAnnouncements } from './announcements.ts';
import { type CheckEntry, intervalMs, noteResult, pauseAfter } from './check-entry.ts';
import { settleProbes, takeProbes } from './circuit-probe.ts';
import type { HealthReports } from './health-report.ts';
import { judgeCredential, noticeRefusal } from './refusals.ts';
import { replaceChecks } from './replace-checks.ts';
import { reportsOf } from './reports-of.ts';
import { runCheck } from './run-check.ts';

/** Background health checks of one process: nothing is called before `start`. */
export interface HealthChecker extends HealthReports {
  start(): void;
  /** Ends calls under way; nothing is called afterwards, and no timer is left. */
  stop(): Promise<void>;
}

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

/** Calls at once, over all providers. */
const maxRunning = 8;
/** How soon a change of the configuration, or of the bench by traffic, is noticed. Milliseconds. */
const followMs = 1_000;

/**
 * Asks every provider that an active route names for its models, with every credential, again and again (GATEWAY.md,
 * "Protecting the secondary"). It keeps connections warm, finds dead keys before a caller does and gives back those that
 * work again. Nothing of it counts as traffic: no record, no retry budget, no breaker window.
 */
export function createHealthChecker(ports: HealthCheckPorts, health: CheckedHealth): HealthChecker {
  const { clock } = ports;
  const { breaker, bench } = health;
  const entries = new Map<string, CheckEntry>();
  const announcements = createAnnouncements(ports, bench);
  const running = new Set<Promise<void>>();
  let followed: Configuration | null = null;
  let cancelWake: (() => void) | null = null;
  let started = false;

  const follow = () => {
    const configuration = ports.configuration();
    if (configuration === null || configuration === followed) return;
    followed = configuration;
    replaceChecks(entries, configuration, ports);
    announcements.retain(entries.values());
  };
  const notice = () => {
    for (const entry of entries.values())
      if (noticeRefusal(entry, { bench, ports }) && entry.state !== 'left_alone')
        entry.dueMs = clock.monotonic();
    announcements.credentials(entries.values());
  };
  const check = async (entry: CheckEntry) => {
    const controller = new AbortController();
    entry.running = controller;
    entry.dueMs = clock.monotonic() + intervalMs;
    const probes = takeProbes(entry.planned, breaker, clock.now());
    const result = await runCheck(entry.planned, ports, controller.signal);
    entry.running = null;
    settleProbes(probes, result);
    if (result.type === 'ended') return;
    noteResult(entry, result, clock.now());
    judgeCredential(entry, result, { bench, ports });
    announcements.endpoint(entry, result);
    entry.dueMs = clock.monotonic() + pauseAfter(entry, ports.random());
  };
  const startDue = () => {
    const now = clock.monotonic();
    const due = [...entries.values()].filter((entry) => entry.running === null && entry.dueMs <= now);
    due.sort((a, b) => a.dueMs - b.dueMs);
    for (const entry of due.slice(0, maxRunning - running.size)) {
      const work = check(entry)
        .catch((error) => ports.logError('A background health check failed.', error))
        .then(() => {
          running.delete(work);
          wake();
        });
      running.add(work);
    }
  };
  const untilNext = () => {
    const now = clock.monotonic();
    let ms = followMs;
    if (running.size < maxRunning)
      for (const entry of entries.values())
        if (entry.running === null) ms = Math.min(ms, Math.max(0, entry.dueMs - now));
    return ms;
  };
  function wake(): void {
    if (!started) return;
    cancelWake?.();
    let ms = followMs;
    try {
      follow();
      notice();
      startDue();
      ms = untilNext();
    } catch (error) {
      ports.logError('Background health checks failed; they go on.', error);
    }
    cancelWake = clock.after(ms, wake);
  }

  return {
    snapshot: () => [...entries.values()].flatMap((entry) => reportsOf(entry, bench)),
    start() {
      if (started) return;
      started = true;
      wake();
    },
    async stop() {
      started = false;
      cancelWake?.();
      cancelWake = null;
      for (const entry of entries.values()) entry.running?.abort();
      await Promise.all(running);
    },
  };
}

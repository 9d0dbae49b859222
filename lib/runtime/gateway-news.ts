import type { Logger } from 'pino';
import type { Database } from '#db/client.ts';
import { raiseAlert, readOpenAlerts, resolveAlerts } from '#db/stores/alerts.ts';
import type { Configuration } from '#lib/gateway/configuration.ts';
import type { CredentialReport } from '#lib/gateway/health-checks/health-report.ts';
import type { RequestRecorder } from '#lib/gateway/ports.ts';
import type { OnTransition } from '#lib/gateway/resilience/circuit-transition.ts';
import { type AlertDesk, createAlertDesk } from './alert-desk.ts';
import { createAlertEvidence } from './alert-evidence.ts';
import { createCircuitHistory } from './circuit-history.ts';
import { systemClock } from './clock.ts';
import { repeat } from './repeat.ts';

/** What is told to people about a gateway process, outside the path of any request. */
export interface GatewayNews {
  readonly circuitChanged: OnTransition;
  readonly alerts: AlertDesk;
  /** Records on their way to `next`; what they say about open alerts is noted. */
  watch(next: RequestRecorder): RequestRecorder;
  /** Writes what waits, for at most `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}

const alertFlushMs = 250;
/** How soon an alert is resolved that another process raised. */
const settleMs = 5_000;

/** Joins circuits and alerts of this process to the database. */
export function createGatewayNews(input: {
  readonly db: Database['db'];
  readonly instanceId: string;
  readonly log: Logger;
  configuration(): Configuration | null;
  /** What the health checks know. */
  checks(): readonly CredentialReport[];
}): GatewayNews {
  const { db, log } = input;
  const history = createCircuitHistory(input);
  const alerts = createAlertDesk({
    raise: (seen) => raiseAlert(db, seen),
    resolve: (about) => resolveAlerts(db, about),
    now: systemClock.now,
    report: (message, error) => log.error({ err: error }, message),
  });
  const evidence = createAlertEvidence({
    readOpen: () => readOpenAlerts(db),
    desk: alerts,
    configuration: input.configuration,
    checks: input.checks,
    now: systemClock.now,
  });
  const stops = [repeat(alertFlushMs, alerts.flush), repeat(settleMs, evidence.settle)];
  return {
    circuitChanged: history.note,
    alerts,
    watch: (next) => ({
      write(record) {
        evidence.noteSuccesses(record);
        next.write(record);
      },
    }),
    async close(deadlineMs) {
      await Promise.all([history.close(deadlineMs), ...stops.map((stop) => stop())]);
      await alerts.flush();
    },
  };
}

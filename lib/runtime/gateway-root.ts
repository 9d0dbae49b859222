import type { Logger } from 'pino';
import { hashVirtualKey } from '#lib/credentials/virtual-key.ts';
import type { LeaseSource } from '#lib/gateway/budgets/lease-source.ts';
import type { Configuration } from '#lib/gateway/configuration.ts';
import { createGateway, type GatewayCore } from '#lib/gateway/gateway.ts';
import type { HealthEvent } from '#lib/gateway/health-checks/health-report.ts';
import type { RateShare } from '#lib/gateway/limits/rate-share.ts';
import { newId } from '#lib/gateway/new-id.ts';
import type { Readiness, RequestRecorder } from '#lib/gateway/ports.ts';
import type { OnTransition } from '#lib/gateway/resilience/circuit-transition.ts';
import type { AlertDesk } from './alert-desk.ts';
import { credentialAlert, takeHealthEvent } from './alert-sources.ts';
import { budgetAlert } from './budget-alerts.ts';
import { systemClock } from './clock.ts';
import { createTransport } from './transport.ts';

/** What the core is joined to in this process. */
export interface GatewayRootInput {
  configuration(): Configuration | null;
  /** Whether the configuration in hand is known to be the newest. */
  configurationIsCurrent(): boolean;
  readiness(): Readiness;
  /** Of the virtual keys' hashes. */
  readonly pepper: Uint8Array;
  readonly records: RequestRecorder;
  /** How much of the limits of keys and teams is this process's to give. */
  readonly rateShare: RateShare;
  /** Where parts of budgets are leased. */
  readonly leases: LeaseSource;
  /** Told of each change of a circuit. */
  readonly circuitChanged: OnTransition;
  /** Where troubles go that somebody must act on. */
  readonly alerts: AlertDesk;
  readonly log: Logger;
}

/** The core over the real world. */
export interface GatewayRoot extends GatewayCore {
  /** Ends the health checks and closes the connections to providers. */
  close(): Promise<void>;
}

/** Joins the core to clock, network, records and log, and begins to check the providers in the background. */
export function createGatewayRoot(input: GatewayRootInput): GatewayRoot {
  const { log } = input;
  const transport = createTransport();
  const core = createGateway({
    configuration: () => input.configuration(),
    configurationIsCurrent: () => input.configurationIsCurrent(),
    readiness: () => input.readiness(),
    hashKey: (secret) => hashVirtualKey(input.pepper, secret),
    transport,
    clock: systemClock,
    random: Math.random,
    newRequestId: () => newId('req'),
    records: input.records,
    logFailover: (event) =>
      log.info({
        event: 'failover',
        request_id: event.requestId,
        route: event.route,
        primary: event.primary,
        trigger: event.trigger,
        error_kind: event.errorKind,
        fallback: event.fallback,
        primary_ms: event.primaryMs,
        fallback_ms: event.fallbackMs,
        latency_delta_ms: event.latencyDeltaMs,
        outcome: event.outcome,
      }),
    rateShare: input.rateShare,
    leases: input.leases,
    budgetCrossed: (budget, spentNanoUsd) => {
      const timeZone = input.configuration()?.organisation?.timeZone ?? 'UTC';
      input.alerts.raise(budgetAlert(budget, { spentNanoUsd, timeZone, nowMs: systemClock.now() }));
    },
    circuitChanged: input.circuitChanged,
    logCredentialOut: (event) => {
      log.warn({ event: 'credential_out', ...event });
      const alert = credentialAlert(event);
      if (alert !== null) input.alerts.raise(alert);
    },
    healthChanged: (event) => {
      reportHealth(log, event);
      takeHealthEvent(input.alerts, event);
    },
    logError: (message, error) => log.error({ err: error }, message),
  });
  core.healthChecker.start();
  return {
    ...core,
    async close() {
      await core.healthChecker.stop();
      await transport.close();
    },
  };
}

/** One line of the log for each change of a credential or an endpoint. */
function reportHealth(log: Logger, { type, providerId: _, ...event }: HealthEvent): void {
  const over = type === 'credential_restored' || type === 'endpoint_reachable';
  log[over ? 'info' : 'warn']({ event: type, ...event });
}

import type { alert } from '#db/schema/index.ts';
import type { Configuration } from '#lib/gateway/configuration.ts';
import type { CredentialReport } from '#lib/gateway/health-checks/health-report.ts';
import type { RequestRecord } from '#lib/gateway/request-record.ts';
import type { AlertDesk } from './alert-desk.ts';
import { credentialSubject } from './alert-sources.ts';
import { whyBudgetAlertIsOver } from './budget-alerts.ts';

type OpenAlert = typeof alert.$inferSelect;

/** What shows that an alert is over. */
export interface AlertEvidenceDeps {
  /** Alerts that are open now, whichever process raised them. */
  readOpen(): Promise<readonly OpenAlert[]>;
  readonly desk: Pick<AlertDesk, 'resolve'>;
  configuration(): Configuration | null;
  /** What the health checks of this process know. */
  checks(): readonly CredentialReport[];
  /** Unix milliseconds. */
  now(): number;
}

/** Resolves alerts when what they are about works, also those of a process that is gone. */
export interface AlertEvidence {
  /** Notes which credentials served a request. Costs nothing while no alert is open. */
  noteSuccesses(record: RequestRecord): void;
  /** Compares what is open with what is known. Never rejects. */
  settle(): Promise<void>;
}

/** Follows the open alerts. */
export function createAlertEvidence(deps: AlertEvidenceDeps): AlertEvidence {
  /** The last success of each credential that an open alert is about, Unix milliseconds; as many as there are alerts. */
  let successes = new Map<string, number | null>();

  /** What shows that it is over; null = nothing does. */
  const whyOver = (alert: OpenAlert, configuration: Configuration): string | null => {
    if (alert.kind === 'budget_soft_limit')
      return whyBudgetAlertIsOver(alert.detail, { configuration, nowMs: deps.now() });
    const [providerName = '', credentialName] = alert.subject.split('/');
    const provider = configuration.providers.get(providerName);
    if (provider === undefined) return 'The provider is not configured any more.';
    if (credentialName !== undefined && !provider.credentials.some(({ name }) => name === credentialName))
      return 'The credential was removed.';
    if ((successes.get(alert.subject) ?? 0) > alert.lastSeenAt.getTime())
      return 'A request with it succeeded.';
    // A list of models is answered for an account without quota too.
    if (alert.kind === 'credential_out_of_quota') return null;
    const isWell = deps
      .checks()
      .some(
        (check) =>
          check.state === 'ok' &&
          (check.lastCheckedAt ?? 0) > alert.lastSeenAt.getTime() &&
          check.provider === providerName &&
          (credentialName === undefined || check.credential === credentialName),
      );
    return isWell ? 'A health check succeeded.' : null;
  };

  return {
    noteSuccesses(record) {
      if (successes.size === 0) return;
      for (const { provider, credential, kind, startedOffsetMs } of record.attempts) {
        if (kind !== null || credential === null) continue;
        for (const subject of [provider, credentialSubject(provider, credential)])
          if (successes.has(subject)) successes.set(subject, record.startedAtMs + startedOffsetMs);
      }
    },
    async settle() {
      const configuration = deps.configuration();
      const open = await deps.readOpen().catch(() => null);
      if (open === null || configuration === null) return;
      successes = new Map(open.map(({ subject }) => [subject, successes.get(subject) ?? null]));
      for (const alert of open) {
        const why = whyOver(alert, configuration);
        if (why !== null) deps.desk.resolve(alert.kind, alert.subject, why);
      }
    },
  };
}

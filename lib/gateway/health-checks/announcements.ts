import type { GatewayPorts } from '../ports.ts';
import type { CredentialBench } from '../resilience/credential-bench.ts';
import type { CheckEntry } from './check-entry.ts';
import type { Subject } from './planned-checks.ts';
import { isRefused } from './refusals.ts';
import type { CheckResult } from './run-check.ts';

/** Tells what changed, once per change. */
export interface Announcements {
  /** Compares what the bench knows with what was told. */
  credentials(entries: Iterable<CheckEntry>): void;
  /** Counts what a check says about the way to its provider. */
  endpoint(entry: CheckEntry, result: CheckResult): void;
  /** Ends what was told of providers that are no longer checked. */
  retain(entries: Iterable<CheckEntry>): void;
}

interface Outage {
  readonly subject: Subject;
  readonly since: number;
  failures: number;
  told: boolean;
}

/** One failed connection may be a chance. */
const failuresToTell = 2;

/** The changes of one process. */
export function createAnnouncements(
  ports: Pick<GatewayPorts, 'clock' | 'healthChanged'>,
  bench: CredentialBench,
): Announcements {
  /** Credentials told as refused, by id. */
  const refused = new Map<string, Subject>();
  /** By provider id. */
  const outages = new Map<string, Outage>();

  const tellCredential = (
    type: 'credential_refused' | 'credential_restored',
    { provider, credential }: Subject,
    reason: string,
  ) =>
    ports.healthChanged({
      type,
      providerId: provider.id,
      provider: provider.name,
      credentialId: credential.id,
      credential: credential.name,
      reason,
    });
  const tellEndpoint = (
    type: 'endpoint_unreachable' | 'endpoint_reachable',
    { subject: { provider }, since }: Outage,
    reason: string,
  ) => ports.healthChanged({ type, providerId: provider.id, provider: provider.name, since, reason });

  return {
    credentials(entries) {
      if (refused.size === 0 && bench.rejected().size === 0) return;
      for (const { planned, refusal } of entries)
        for (const subject of planned.subjects) {
          const { id, secret } = subject.credential;
          const told = refused.get(id);
          if (isRefused(bench, subject) === (told !== undefined)) continue;
          if (told === undefined) {
            refused.set(id, subject);
            tellCredential('credential_refused', subject, refusal?.reason ?? 'The provider refuses it.');
          } else {
            refused.delete(id);
            const replaced = told.credential.secret !== secret;
            const why = replaced ? 'Its secret was replaced.' : 'The provider takes it again.';
            tellCredential('credential_restored', subject, why);
          }
        }
    },
    endpoint({ planned }, result) {
      const providers = new Map(planned.subjects.map((subject) => [subject.provider.id, subject]));
      for (const [id, subject] of providers) {
        const outage = outages.get(id) ?? { subject, since: ports.clock.now(), failures: 0, told: false };
        if (result.type !== 'unreachable') {
          outages.delete(id);
          if (outage.told) tellEndpoint('endpoint_reachable', outage, 'The provider answers again.');
          continue;
        }
        outages.set(id, outage);
        outage.failures += 1;
        if (outage.told || outage.failures < failuresToTell) continue;
        outage.told = true;
        tellEndpoint('endpoint_unreachable', outage, result.error.message);
      }
    },
    retain(entries) {
      const subjects = [...entries].flatMap(({ planned }) => planned.subjects);
      const credentials = new Set(subjects.map(({ credential }) => credential.id));
      const providers = new Set(subjects.map(({ provider }) => provider.id));
      for (const [id, subject] of refused) {
        if (credentials.has(id)) continue;
        refused.delete(id);
        tellCredential('credential_restored', subject, 'No route uses it any more.');
      }
      for (const [id, outage] of outages) {
        if (providers.has(id)) continue;
        outages.delete(id);
        if (outage.told) tellEndpoint('endpoint_reachable', outage, 'No route uses it any more.');
      }
    },
  };
}

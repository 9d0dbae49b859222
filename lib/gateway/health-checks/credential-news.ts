import type { GatewayPorts } from '../ports.ts';
import type { CredentialBench } from '../resilience/credential-bench.ts';
import type { CheckEntry } from './check-entry.ts';
import type { Subject } from './planned-checks.ts';
import { isRefused } from './refusals.ts';

/** Tells of credentials that are refused, and that are not any more, once per change. */
export interface CredentialNews {
  /** Compares what the bench knows with what was told. */
  compare(entries: Iterable<CheckEntry>): void;
  /** Ends what was told of credentials that are no longer checked. */
  retain(entries: Iterable<CheckEntry>): void;
}

/** The news of one process. */
export function createCredentialNews(
  ports: Pick<GatewayPorts, 'healthChanged'>,
  bench: CredentialBench,
): CredentialNews {
  /** Told as refused, by credential id. */
  const refused = new Map<string, Subject>();

  const tellRefused = (subject: Subject, reason: string) => {
    refused.set(subject.credential.id, subject);
    ports.healthChanged({ type: 'credential_refused', ...namesOf(subject), reason });
  };
  const tellRestored = (subject: Subject, reason: string) => {
    refused.delete(subject.credential.id);
    ports.healthChanged({ type: 'credential_restored', ...namesOf(subject), reason });
  };

  return {
    compare(entries) {
      if (refused.size === 0 && bench.rejected().size === 0) return;
      for (const { planned, refusal } of entries)
        for (const subject of planned.subjects) {
          const told = refused.get(subject.credential.id);
          const isOut = isRefused(bench, subject);
          if (isOut && told === undefined)
            tellRefused(subject, refusal?.reason ?? 'The provider refuses it.');
          if (isOut || told === undefined) continue;
          const isReplaced = told.credential.secret !== subject.credential.secret;
          tellRestored(subject, isReplaced ? 'Its secret was replaced.' : 'The provider takes it again.');
        }
    },
    retain(entries) {
      const checked = new Set<string>();
      for (const { planned } of entries)
        for (const { credential } of planned.subjects) checked.add(credential.id);
      for (const [id, subject] of refused)
        if (!checked.has(id)) tellRestored(subject, 'No route uses it any more.');
    },
  };
}

const namesOf = ({ provider, credential }: Subject) => ({
  providerId: provider.id,
  provider: provider.name,
  credentialId: credential.id,
  credential: credential.name,
});

import type { CredentialBench } from '../resilience/credential-bench.ts';
import type { CheckEntry } from './check-entry.ts';
import type { CredentialReport } from './health-report.ts';
import { isRefused } from './refusals.ts';

/** What a check says of each credential that shares it. A refusal outweighs all else, whoever met it. */
export function reportsOf(entry: CheckEntry, bench: CredentialBench): CredentialReport[] {
  const { planned, refusal, lastCheckedAt, latencyMs, reason } = entry;
  return planned.subjects.map((subject) => {
    const refused = isRefused(bench, subject);
    return {
      providerId: subject.provider.id,
      provider: subject.provider.name,
      credentialId: subject.credential.id,
      credential: subject.credential.name,
      state: refused ? 'refused' : entry.state,
      since: refused ? (refusal?.since ?? entry.since) : entry.since,
      lastCheckedAt,
      latencyMs,
      reason: refused ? (refusal?.reason ?? reason) : reason,
    };
  });
}

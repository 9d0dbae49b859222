/** What background checks know of a credential, as published. */
export const checkStates = ['ok', 'refused', 'unreachable', 'left_alone', 'unknown'] as const;

/**
 * One of {@link checkStates}: `ok` = the provider lists its models for it; `refused` = the provider does not take it, whether a check or a
 * caller's request found out; `unreachable` = no connection, or none that answers; `left_alone` = the provider offers no such list to it,
 * so nobody asks again; `unknown` = not asked yet, or the answer (an overload, say) told nothing about it.
 */
export type CheckState = (typeof checkStates)[number];

/** One credential of a provider that an active route names. Times are Unix milliseconds. */
export interface CredentialReport {
  readonly providerId: string;
  /** The provider's name. */
  readonly provider: string;
  readonly credentialId: string;
  /** The credential's name. */
  readonly credential: string;
  readonly state: CheckState;
  /** When it came into this state. */
  readonly since: number;
  readonly lastCheckedAt: number | null;
  /** From the start of the last answered check to its response head, in milliseconds; connecting included, when it was needed. */
  readonly latencyMs: number | null;
  /** A sentence without secrets; null when all is well. */
  readonly reason: string | null;
}

/** A change that somebody may have to act upon. Each `refused` and `unreachable` is followed by its opposite when it is over. */
export type HealthEvent =
  | {
      readonly type: 'credential_refused' | 'credential_restored';
      readonly providerId: string;
      readonly provider: string;
      readonly credentialId: string;
      readonly credential: string;
      /** A sentence without secrets. */
      readonly reason: string;
    }
  | {
      readonly type: 'endpoint_unreachable' | 'endpoint_reachable';
      readonly providerId: string;
      readonly provider: string;
      /** The first of the failed checks, Unix milliseconds. */
      readonly since: number;
      /** A sentence without secrets. */
      readonly reason: string;
    };

/** What background checks have found, for publication. */
export interface HealthReports {
  /** Every credential that is checked, in the order of the configuration. */
  snapshot(): readonly CredentialReport[];
}

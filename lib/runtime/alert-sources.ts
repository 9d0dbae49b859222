import type { AlertKind } from '#db/stores/alerts.ts';
import type { FailureKind } from '#lib/gateway/errors.ts';
import type { GatewayPorts } from '#lib/gateway/ports.ts';
import type { Alert, AlertDesk } from './alert-desk.ts';

type CredentialOut = Parameters<GatewayPorts['logCredentialOut']>[0];
type HealthEvent = Parameters<GatewayPorts['healthChanged']>[0];

/** What an alert about a credential is filed under. */
export const credentialSubject = (provider: string, credential: string) => `${provider}/${credential}`;

/** Which failures of a credential somebody must act on, what happened and what to do. */
const credentialAlerts = {
  authentication: {
    kind: 'credential_refused',
    message: ({ provider, credential }) =>
      `${provider} does not accept the credential ${credential} any more. Replace its secret; until then its calls go out with other credentials or to other targets.`,
  },
  permission: {
    kind: 'credential_refused',
    message: ({ provider, credential }) =>
      `${provider} says that the credential ${credential} may not do what it is used for. Give it the permission there, or replace its secret.`,
  },
  quota_exhausted: {
    kind: 'credential_out_of_quota',
    message: ({ provider, credential }) =>
      `The account behind the credential ${credential} of ${provider} has no quota left. Top it up there; it is tried again every ten minutes.`,
  },
} as const satisfies Partial<
  Record<FailureKind, { kind: AlertKind; message: (event: CredentialOut) => string }>
>;

const isAlerting = (kind: FailureKind): kind is keyof typeof credentialAlerts => kind in credentialAlerts;

/** The alert for a credential that is out; null when it is out for a reason that heals by itself. */
export function credentialAlert(event: CredentialOut): Alert | null {
  if (!isAlerting(event.kind)) return null;
  const { kind, message } = credentialAlerts[event.kind];
  const { provider, credential } = event;
  return {
    kind,
    subject: credentialSubject(provider, credential),
    message: message(event),
    detail: { provider, credential, failure: event.kind },
  };
}

/** Takes what the health checks found to the desk. A refused credential has its alert from {@link credentialAlert}. */
export function takeHealthEvent(desk: AlertDesk, event: HealthEvent): void {
  const { provider, reason } = event;
  switch (event.type) {
    case 'credential_refused':
      return;
    case 'credential_restored':
      desk.resolve('credential_refused', credentialSubject(provider, event.credential), reason);
      return;
    case 'endpoint_unreachable':
      desk.raise({
        kind: 'endpoint_unreachable',
        subject: provider,
        message: `${provider} cannot be reached: ${reason} Check its base URL, the network and the provider's status page.`,
        detail: { provider },
      });
      return;
    case 'endpoint_reachable':
      desk.resolve('endpoint_unreachable', provider, reason);
      return;
    default:
      event satisfies never;
  }
}

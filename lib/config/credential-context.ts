import type { SealContext } from '#lib/credentials/seal.ts';
import { findAdapter } from '#lib/gateway/adapters/index.ts';

/** The part of a provider that decides where its secrets are sent. */
export interface ProviderEndpoint {
  readonly adapter: string;
  /** As written; null = the adapter's documented base URL. */
  readonly baseUrl: string | null;
}

/** The base URL in force; empty when neither the provider nor its adapter has one. */
export function effectiveBaseUrl({ adapter, baseUrl }: ProviderEndpoint): string {
  return baseUrl ?? findAdapter(adapter)?.defaultBaseUrl ?? '';
}

/** What a credential's secret is sealed to: its row, and the address it was given for. */
export function credentialContext(credentialId: string, provider: ProviderEndpoint): SealContext {
  return { recordId: credentialId, baseUrl: effectiveBaseUrl(provider) };
}

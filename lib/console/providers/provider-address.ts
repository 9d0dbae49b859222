import { effectiveBaseUrl } from '../../config/credential-context.ts';
import { checkProviderAddress } from '../../config/provider-address.ts';
import type { Adapter } from '../../gateway/adapters/adapter.ts';
import { findAdapter } from '../../gateway/adapters/index.ts';
import { invalidField } from '../error/console-error.ts';
import type { ProviderItem } from './schema.ts';

/** Where a provider is called, as a form says it. */
export interface AddressInput {
  readonly adapter: string;
  /** Null = the adapter's documented one. */
  readonly base_url: string | null;
  readonly allow_private_network: boolean;
}

/** An address that passed: its adapter, and the base URL in force, to which secrets are bound. */
export interface CheckedAddress {
  readonly adapter: Adapter;
  readonly effectiveBaseUrl: string;
}

/**
 * Checks an address by the rules of the configuration file.
 * @throws ConsoleError `invalid` at `adapter`, `base_url` or `allow_private_network`.
 */
export function checkAddress(input: AddressInput): CheckedAddress {
  const adapter = findAdapter(input.adapter);
  if (!adapter) throw invalidField('adapter', `There is no adapter "${input.adapter}".`);
  const problem = checkProviderAddress(input, adapter.defaultBaseUrl);
  if (problem) throw invalidField(problem.field, `The address ${problem.message}.`);
  return { adapter, effectiveBaseUrl: effectiveBaseUrl({ adapter: input.adapter, baseUrl: input.base_url }) };
}

/** What a provider's secrets are bound to. */
export const endpointOf = (provider: Pick<ProviderItem, 'adapter' | 'base_url'>) => ({
  adapter: provider.adapter,
  baseUrl: provider.base_url,
});

import ipaddr from 'ipaddr.js';

/** Where a provider is to be called, as written. */
export interface ProviderAddress {
  readonly adapter: string;
  /** Null or absent = the adapter's documented base URL. */
  readonly base_url?: string | null | undefined;
  readonly allow_private_network?: boolean | undefined;
}

/** A setting that the address makes impossible, and the rest of a sentence about it. */
export interface AddressProblem {
  readonly field: 'base_url' | 'allow_private_network';
  readonly message: string;
}

/** `simulator:<scenario>`: the simulator that this installation runs itself. */
const simulatorAddress = /^simulator:([a-z0-9][a-z0-9-]{0,63})$/;

/** The scenario that a `simulator:<scenario>` address names, or null. */
export function simulatorScenario(baseUrl: string): string | null {
  return simulatorAddress.exec(baseUrl)?.[1] ?? null;
}

/** The form in which a base URL is kept and bound to secrets: no trailing slash. */
export function normaliseBaseUrl(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '');
}

/**
 * What is wrong with an address, or null. Only the written form is judged: a name that resolves to a private address is
 * stopped when it is connected to.
 */
export function checkProviderAddress(
  address: ProviderAddress,
  defaultBaseUrl: string | null,
): AddressProblem | null {
  const baseUrl = address.base_url ?? null;
  if (baseUrl === null) return checkDefault(address, defaultBaseUrl);
  if (baseUrl.startsWith('simulator:')) return checkSimulatorAddress(address.adapter, baseUrl);
  const message = whyNotUrl(baseUrl);
  if (message !== null) return { field: 'base_url', message };
  return checkReach(new URL(baseUrl).hostname, address.allow_private_network === true);
}

/** The documented address of a server on one's own machine (Ollama) needs the same leave as a written one. */
function checkDefault(address: ProviderAddress, defaultBaseUrl: string | null): AddressProblem | null {
  if (defaultBaseUrl === null) {
    return { field: 'base_url', message: `is required for the adapter ${address.adapter}` };
  }
  if (defaultBaseUrl.startsWith('simulator:')) return null;
  return checkReach(new URL(defaultBaseUrl).hostname, address.allow_private_network === true);
}

function checkSimulatorAddress(adapter: string, baseUrl: string): AddressProblem | null {
  if (adapter !== 'simulator') {
    return { field: 'base_url', message: 'a simulator: address needs "adapter: simulator"' };
  }
  if (simulatorScenario(baseUrl) !== null) return null;
  return { field: 'base_url', message: 'must be simulator:<scenario>, such as simulator:healthy' };
}

function whyNotUrl(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return 'must be an absolute http or https URL';
  }
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (url.search !== '' || url.hash !== '') return 'must not hold a query or a fragment';
  return null;
}

/** Ranges that a provider on one's own network may live in, once `allow_private_network` is set. */
export const privateRanges: ReadonlySet<string> = new Set([
  'private',
  'loopback',
  'uniqueLocal',
  'carrierGradeNat',
]);

/** The URL parser has already turned 0x7f.1, 2130706433 and the like into dotted form. */
function checkReach(hostname: string, allowPrivateNetwork: boolean): AddressProblem | null {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const isLocal = host === 'localhost' || host.endsWith('.localhost');
  const range = isLocal ? 'loopback' : ipaddr.isValid(host) ? ipaddr.process(host).range() : 'unicast';
  if (range === 'unicast') return null;
  if (!privateRanges.has(range)) {
    return { field: 'base_url', message: 'is a link-local or reserved address, which is never called' };
  }
  if (allowPrivateNetwork) return null;
  return {
    field: 'base_url',
    message: 'is a private or loopback address, which needs "allow_private_network: true"',
  };
}

import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { privateRanges } from '#lib/config/provider-address.ts';

/**
 * Whether the gateway may open a connection to this address. Link-local addresses stay closed whatever is set: clouds
 * serve machine credentials there (169.254.169.254).
 */
export function isAddressAllowed(address: string, allowPrivateNetwork: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  const range = ipaddr.process(address).range();
  return range === 'unicast' || (allowPrivateNetwork && privateRanges.has(range));
}

/** Why a connection was not even tried. */
export class EgressError extends Error {
  constructor(host: string) {
    super(
      `The address of "${host}" is on a private or reserved network. Set allow_private_network on the provider if that is meant.`,
    );
    this.name = 'EgressError';
  }
}

/** @throws EgressError when the URL's host is a literal address that may not be called. */
export function assertLiteralAllowed(url: URL, allowPrivateNetwork: boolean): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(host) && !isAddressAllowed(host, allowPrivateNetwork)) throw new EgressError(host);
}

/**
 * A name look-up that hands on only addresses that may be called. The socket connects to what was checked, so a name
 * that answers differently the second time (DNS rebinding) gains nothing.
 */
export function guardedLookup(allowPrivateNetwork: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const allowed = addresses.filter(({ address }) => isAddressAllowed(address, allowPrivateNetwork));
      const [first] = allowed;
      if (first === undefined) return callback(new EgressError(hostname), '', 0);
      if (options.all === true) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
}

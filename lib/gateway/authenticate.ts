import type { Configuration, VirtualKey } from './configuration.ts';
import { GatewayError } from './errors.ts';
import type { GatewayCall } from './gateway-call.ts';
import type { RateLimiter, RateStanding } from './limits/rate-limiter.ts';
import type { GatewayPorts } from './ports.ts';

/** Who calls, and the configuration that holds for the whole of this request. */
export interface Caller {
  readonly key: VirtualKey;
  readonly configuration: Configuration;
}

/**
 * Step 1: finds the virtual key of `Authorization: Bearer …` in memory. From here on every answer tells what the key's limits leave.
 * @throws GatewayError `invalid_api_key`; `not_ready` before the first configuration; `key_lookup_unavailable`
 * when the key is unknown but may have been made since the database went away.
 */
export function authenticate(
  call: GatewayCall,
  journal: { standing: RateStanding | null },
  { ports, limiter }: { ports: GatewayPorts; limiter: RateLimiter },
): Caller {
  const configuration = ports.configuration();
  if (configuration === null)
    throw new GatewayError(
      'not_ready',
      'The gateway has no configuration that it may serve. Try again in a second.',
    );

  const secret = bearerToken(call.headers.authorization);
  const key = configuration.keys.get(ports.hashKey(secret));
  if (key !== undefined && !isExpired(key, ports)) {
    journal.standing = limiter.standing(key);
    return { key, configuration };
  }
  if (key === undefined && !ports.configurationIsCurrent())
    throw new GatewayError(
      'key_lookup_unavailable',
      'This key is not known here, and the database cannot be asked now. Try again shortly.',
      { retryAfterMs: 5_000 },
    );
  // Unknown, revoked and expired look the same from outside: a stranger learns nothing about keys.
  throw new GatewayError('invalid_api_key', 'This API key is unknown, revoked or expired.');
}

function bearerToken(authorization: string | undefined): string {
  const token = authorization?.match(/^Bearer +(\S+) *$/i)?.[1];
  if (token === undefined)
    throw new GatewayError(
      'invalid_api_key',
      'Send an API key of this gateway as "Authorization: Bearer <key>".',
    );
  return token;
}

const isExpired = (key: VirtualKey, ports: GatewayPorts) =>
  key.expiresAtMs !== null && key.expiresAtMs <= ports.clock.now();

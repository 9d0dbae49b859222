import { hkdfSync } from 'node:crypto';
import type { MasterKey } from '../credentials/master-key.ts';

/**
 * The key of session cookies, derived from the master key (HKDF-SHA-256, RFC 5869), so that every console process of
 * an installation reads the same sessions and a new master key signs everyone out.
 */
export function sessionSecret(masterKey: MasterKey): string {
  const derived = hkdfSync('sha256', masterKey.key, Buffer.alloc(0), 'understudy console session', 32);
  return Buffer.from(derived).toString('base64url');
}

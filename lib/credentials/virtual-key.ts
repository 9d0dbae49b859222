import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'us_';
const secretBytes = 24;
const hintCharacters = prefix.length + 5;

/** A fresh virtual key. `secret` is shown once and never stored; `hint` is its beginning, to tell keys apart. */
export interface NewVirtualKey {
  /** `us_` and 192 random bits, in characters `A-Za-z0-9_-`. */
  readonly secret: string;
  readonly hint: string;
}

/** Makes a virtual key of 192 random bits. */
export function makeVirtualKey(): NewVirtualKey {
  const secret = prefix + randomBytes(secretBytes).toString('base64url');
  return { secret, hint: virtualKeyHint(secret) };
}

/** The part of a secret that may be shown again. Of a secret chosen by hand, at most its first quarter. */
export function virtualKeyHint(secret: string): string {
  return secret.slice(0, Math.min(hintCharacters, Math.floor(secret.length / 4)));
}

/**
 * The lookup hash of a virtual key: HMAC-SHA-256 under the organisation's pepper, base64url. On the path of every
 * request, hence no slow password hash: the secrets are random, so there is nothing to guess.
 */
export function hashVirtualKey(pepper: Uint8Array, secret: string): string {
  return createHmac('sha256', pepper).update(secret).digest('base64url');
}

/** A fresh pepper of 256 bits for {@link hashVirtualKey}. Stored sealed by the master key. */
export function generatePepper(): Uint8Array {
  return randomBytes(32);
}

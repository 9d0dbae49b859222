import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

const keyBytes = 32;

/** The key that seals every stored secret. It never leaves memory and prints as an opaque object. */
export interface MasterKey {
  /** First 8 hex digits of the SHA-256 of the key; stands in front of every ciphertext made with it. */
  readonly id: string;
  readonly key: KeyObject;
}

/**
 * Reads the value of UNDERSTUDY_MASTER_KEY: 32 bytes in base64 (padding and surrounding white space optional).
 * @throws Error with a sentence for the operator that names the variable and never repeats the value.
 */
export function parseMasterKey(base64: string): MasterKey {
  const text = base64.trim();
  const bytes = Buffer.from(text, 'base64');
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text) || bytes.length !== keyBytes) {
    throw new Error(
      `UNDERSTUDY_MASTER_KEY must be ${keyBytes} bytes in base64 (44 characters). ` +
        'Make one with: openssl rand -base64 32',
    );
  }
  return {
    id: createHash('sha256').update(bytes).digest('hex').slice(0, 8),
    key: createSecretKey(bytes),
  };
}

/** A fresh master key in the form that {@link parseMasterKey} reads. */
export function generateMasterKey(): string {
  return randomBytes(keyBytes).toString('base64');
}

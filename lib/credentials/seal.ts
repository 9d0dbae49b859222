import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { MasterKey } from './master-key.ts';

const version = 'v1';
const algorithm = 'aes-256-gcm';
/** NIST SP 800-38D: 96 bits is the length for which GCM needs no extra hashing of the IV. */
const ivBytes = 12;
const tagBytes = 16;

/** What a secret is bound to: opened with anything else, it does not open at all. */
export interface SealContext {
  /** Identity of the row that holds it, e.g. `cred_…`. */
  readonly recordId: string;
  /** Where the secret may be sent; a row moved to another URL cannot carry the secret along. */
  readonly baseUrl: string;
}

/** `wrong_master_key` = sealed under another key; `corrupt` = altered, or it belongs to another record or base URL. */
export type SealErrorCode = 'wrong_master_key' | 'corrupt';

/** Why a sealed secret did not open. Its message holds key ids at most, never plaintext or ciphertext. */
export class SealError extends Error {
  readonly code: SealErrorCode;

  constructor(code: SealErrorCode, message: string) {
    super(message);
    this.name = 'SealError';
    this.code = code;
  }
}

/** Encrypts a secret for storage. The result is text: `v1.<master key id>.<iv>.<ciphertext and tag>`, base64url. */
export function sealSecret(masterKey: MasterKey, plaintext: string, context: SealContext): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, masterKey.key, iv, { authTagLength: tagBytes });
  cipher.setAAD(additionalData(masterKey, context));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [version, masterKey.id, iv.toString('base64url'), ciphertext.toString('base64url')].join('.');
}

/**
 * Decrypts what {@link sealSecret} made.
 * @throws SealError when the master key is another one, the text was altered, or the context differs.
 */
export function openSecret(masterKey: MasterKey, sealed: string, context: SealContext): string {
  const { keyId, iv, ciphertext, tag } = parseSealed(sealed);
  if (keyId !== masterKey.id) {
    throw new SealError(
      'wrong_master_key',
      `This secret was sealed with master key ${keyId}, but UNDERSTUDY_MASTER_KEY is ${masterKey.id}.`,
    );
  }
  const decipher = createDecipheriv(algorithm, masterKey.key, iv, { authTagLength: tagBytes });
  decipher.setAAD(additionalData(masterKey, context));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  } catch {
    throw new SealError(
      'corrupt',
      'This sealed secret was altered, or belongs to another record or base URL. Enter the secret again.',
    );
  }
}

/** JSON keeps the parts apart, so that no two contexts give the same bytes. */
function additionalData(masterKey: MasterKey, context: SealContext): Buffer {
  return Buffer.from(JSON.stringify([version, masterKey.id, context.recordId, context.baseUrl]));
}

function parseSealed(sealed: string) {
  const [sealedVersion, keyId, ivText, bodyText, ...rest] = sealed.split('.');
  const iv = decodeExactly(ivText);
  const body = decodeExactly(bodyText);
  const wellFormed =
    sealedVersion === version && keyId !== undefined && /^[0-9a-f]{8}$/.test(keyId) && rest.length === 0;
  if (!wellFormed || iv?.length !== ivBytes || body === null || body.length < tagBytes) {
    throw new SealError('corrupt', 'This sealed secret is not in a form that this version knows.');
  }
  const split = body.length - tagBytes;
  return { keyId, iv, ciphertext: body.subarray(0, split), tag: body.subarray(split) };
}

/** Refuses text that Node would decode leniently, so that no two texts open to the same secret. */
function decodeExactly(text: string | undefined): Buffer | null {
  if (text === undefined) return null;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

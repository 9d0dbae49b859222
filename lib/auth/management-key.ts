import { createHash, timingSafeEqual } from 'node:crypto';

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** Compares two secrets in a time that tells nothing about where they differ, or how long they are. */
export const sameSecret = (left: string, right: string): boolean =>
  timingSafeEqual(sha256(left), sha256(right));

/** The token of an `Authorization: Bearer …` header; null when there is no such header or it is another scheme. */
export function bearerToken(authorization: string | null): string | null {
  return /^Bearer +(\S+)$/i.exec(authorization?.trim() ?? '')?.[1] ?? null;
}

/** Whether an `Authorization` header is of the bearer scheme, with a token or without. */
export const isBearer = (authorization: string | null): boolean =>
  /^bearer(\s|$)/i.test(authorization?.trim() ?? '');

import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generatePepper, hashVirtualKey, makeVirtualKey, virtualKeyHint } from './virtual-key.ts';

describe('virtual keys', () => {
  it('are prefixed, safe in a header, a URL and a shell, and hold 192 random bits', () => {
    const { secret, hint } = makeVirtualKey();
    expect(secret).toMatch(/^us_[A-Za-z0-9_-]{32}$/);
    expect(secret.startsWith(hint)).toBe(true);
    expect(hint).toHaveLength(8);
  });

  it('never repeat', () => {
    const secrets = Array.from({ length: 2_000 }, () => makeVirtualKey().secret);
    expect(new Set(secrets).size).toBe(secrets.length);
  });

  it('show at most a quarter of a secret that a person chose', () => {
    expect(virtualKeyHint('a-fixed-secret-of-20')).toBe('a-fix');
    expect(virtualKeyHint('abc')).toBe('');
  });

  it('hash to the HMAC-SHA-256 under the pepper, so the same key always finds its row', () => {
    const pepper = generatePepper();
    const { secret } = makeVirtualKey();
    const expected = createHmac('sha256', Buffer.from(pepper))
      .update(Buffer.from(secret))
      .digest('base64url');
    expect(hashVirtualKey(pepper, secret)).toBe(expected);
    expect(hashVirtualKey(pepper, secret)).toBe(hashVirtualKey(pepper, secret));
  });

  it('hash differently under another pepper, for another key, and for a key that differs in one character', () => {
    const pepper = generatePepper();
    const hashes = [
      hashVirtualKey(pepper, 'us_a'),
      hashVirtualKey(pepper, 'us_b'),
      hashVirtualKey(generatePepper(), 'us_a'),
    ];
    expect(new Set(hashes).size).toBe(3);
  });
});

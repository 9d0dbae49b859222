import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateMasterKey, parseMasterKey } from './master-key.ts';
import { openSecret, SealError, type SealErrorCode, sealSecret } from './seal.ts';

const masterKey = parseMasterKey(generateMasterKey());
const context = { recordId: 'cred_1', baseUrl: 'https://api.example.com/v1' };
const contexts = fc.record({ recordId: fc.string(), baseUrl: fc.string() });
/** Text that survives UTF-8, which every secret that can stand in a header does. */
const secrets = fc.string({ unit: 'grapheme' });

function codeOf(open: () => unknown): SealErrorCode | 'opened' {
  try {
    open();
    return 'opened';
  } catch (error) {
    if (error instanceof SealError) return error.code;
    throw error;
  }
}

describe('sealed secrets', () => {
  it('open to what was sealed, under the same key and context', () => {
    fc.assert(
      fc.property(secrets, contexts, (secret, where) => {
        expect(openSecret(masterKey, sealSecret(masterKey, secret, where), where)).toBe(secret);
      }),
    );
  });

  it('carry version and master key id and nothing of the secret', () => {
    const sealed = sealSecret(masterKey, 'sk-very-secret', context);
    expect(sealed).toMatch(new RegExp(`^v1\\.${masterKey.id}\\.[A-Za-z0-9_-]{16}\\.[A-Za-z0-9_-]+$`));
    expect(sealed).not.toContain(Buffer.from('very-secret').toString('base64url'));
  });

  it('never open when any single bit of the text was flipped', () => {
    const sealed = sealSecret(masterKey, 'sk-very-secret', context);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const bytes = Buffer.from(sealed, 'latin1');
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(codeOf(() => openSecret(masterKey, bytes.toString('latin1'), context))).not.toBe('opened');
    }
  });

  it('never open for another record or another base URL', () => {
    fc.assert(
      fc.property(contexts, contexts, (one, other) => {
        fc.pre(one.recordId !== other.recordId || one.baseUrl !== other.baseUrl);
        const sealed = sealSecret(masterKey, 'secret', one);
        expect(codeOf(() => openSecret(masterKey, sealed, other))).toBe('corrupt');
      }),
    );
  });

  it('say that the master key is another one, which is not the same as being altered', () => {
    const other = parseMasterKey(generateMasterKey());
    const sealed = sealSecret(masterKey, 'secret', context);
    expect(codeOf(() => openSecret(other, sealed, context))).toBe('wrong_master_key');
    expect(() => openSecret(other, sealed, context)).toThrow(masterKey.id);
  });

  it('do not open under another key that claims the same id', () => {
    const impostor = { ...parseMasterKey(generateMasterKey()), id: masterKey.id };
    const sealed = sealSecret(masterKey, 'secret', context);
    expect(codeOf(() => openSecret(impostor, sealed, context))).toBe('corrupt');
  });

  it.each(['', 'plain text', 'v1', 'v2.00000000.AAAA.AAAA', 'v1.zz.AAAA.AAAA', 'v1.00000000..'])(
    'are corrupt when they are not sealed text at all: %j',
    (text) => {
      expect(codeOf(() => openSecret(masterKey, text, context))).toBe('corrupt');
    },
  );

  it('never use an IV twice', () => {
    const ivs = Array.from({ length: 5_000 }, () => sealSecret(masterKey, 'x', context).split('.')[2]);
    expect(new Set(ivs).size).toBe(ivs.length);
  });
});

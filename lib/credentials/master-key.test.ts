import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { generateMasterKey, parseMasterKey } from './master-key.ts';

describe('master key', () => {
  it('reads what it generates, and two generated keys differ in id', () => {
    const first = parseMasterKey(generateMasterKey());
    const second = parseMasterKey(generateMasterKey());
    expect(first.id).toMatch(/^[0-9a-f]{8}$/);
    expect(first.id).not.toBe(second.id);
  });

  it('has an id that is the beginning of the SHA-256 of the key bytes', () => {
    const zeros = Buffer.alloc(32).toString('base64');
    expect(parseMasterKey(`${zeros}\n`).id).toBe('66687aad');
  });

  it.each([
    ['empty', ''],
    ['31 bytes', Buffer.alloc(31, 1).toString('base64')],
    ['33 bytes', Buffer.alloc(33, 1).toString('base64')],
    ['hex', 'ab'.repeat(32)],
    ['not base64', '!'.repeat(44)],
    ['a password', 'correct horse battery staple'],
  ])('refuses %s with a sentence that names the variable and does not repeat the value', (_name, value) => {
    const attempt = () => parseMasterKey(value);
    expect(attempt).toThrow(/UNDERSTUDY_MASTER_KEY must be 32 bytes/);
    if (value !== '') expect(attempt).not.toThrow(value);
  });

  it('does not show the key when it is printed', () => {
    const text = generateMasterKey();
    const printed = inspect(parseMasterKey(text), { depth: 9, showHidden: true });
    expect(printed).not.toContain(text);
    expect(printed).not.toContain(Buffer.from(text, 'base64').toString('hex'));
  });
});

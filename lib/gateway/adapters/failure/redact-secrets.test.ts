import { describe, expect, it } from 'vitest';
import { redactSecrets } from './redact-secrets.ts';

describe('redactSecrets', () => {
  it.each([
    'sk-proj-abcd1234********************************wxyz',
    'sk-ant-api03-AbC_dEf-123456',
    'AIzaSyA1234567890abcdefghij',
    'AQ.Ab8RN6K1234567890',
    'gsk_1234567890abcdef',
    'Bearer abcdefgh12345678',
    'sk-or-v1-0123456789abcdef',
    'csk-abcdef1234567890',
    'fw_3ZabcdEFGH1234567',
    'tgp_v1_abcdef1234567',
    'pplx-0123456789abcdef',
    'xai-abcdef1234567890',
    'nvapi-abcdef12345678_x',
    'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl',
    '0123456789abcdef0123456789abcdef.AbCdEfGh12345678',
  ])('takes %s out of any message', (secret) => {
    const message = redactSecrets(`Wrong key ${secret} (see the docs)`, { aboutKey: false });
    expect(message).toBe('Wrong key [redacted] (see the docs)');
  });

  it('takes anything that could be a key out of a message about a key', () => {
    expect(redactSecrets('Unknown key 9f8e7d6c5b4a39281706fe', { aboutKey: true })).toBe(
      'Unknown key [redacted]',
    );
  });

  it('leaves the names of models where the message is not about a key', () => {
    const message = 'model: claude-3-5-haiku-20241022 is overloaded';
    expect(redactSecrets(message, { aboutKey: false })).toBe(message);
  });

  it('cuts a message that has no end', () => {
    expect(redactSecrets('x'.repeat(100_000), { aboutKey: false })).toHaveLength(2_000);
  });
});

import { expect, it } from 'vitest';
import { addCredentialInput, updateCredentialInput } from '#lib/console/providers/schema.ts';
import { limitOrUnknown, limitsSentence } from './limits.ts';

it.each([
  ['', null],
  ['  ', null],
  [null, null],
  ['500', 500],
  ['200,000', 200_000],
  ['0', 0],
])('a field with %o is the limit %o', (typed, limit) => {
  expect(limitOrUnknown(typed)).toBe(limit);
});

it('what is no limit is refused at its field, in words a person can follow', () => {
  for (const [typed, message] of [
    ['0', 'Give at least 1, or nothing when no limit is known.'],
    ['many', 'Give a whole number.'],
    ['1.5', 'Give a whole number.'],
  ] as const) {
    const refused = updateCredentialInput.safeParse({ rpm: limitOrUnknown(typed) });
    expect(refused.error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([
      ['rpm', message],
    ]);
  }
});

it('a new credential with empty fields has no limit known', () => {
  const typed = { name: 'a', secret: 'sk-1', rpm: limitOrUnknown(''), tpm: limitOrUnknown('7') };
  expect(addCredentialInput.parse(typed)).toEqual({
    name: 'a',
    secret: 'sk-1',
    weight: 1,
    rpm: null,
    tpm: 7,
  });
});

it('says what an account may do in a minute', () => {
  expect(limitsSentence({ rpm: 500, tpm: 200_000 })).toBe('500 requests, 200,000 tokens a minute');
  expect(limitsSentence({ rpm: 1, tpm: null })).toBe('1 request a minute');
  expect(limitsSentence({ rpm: null, tpm: null })).toBe('no limit known');
});

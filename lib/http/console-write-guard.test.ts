import { expect, test } from 'vitest';
import type { Actor } from '../auth/actor.ts';
import { person } from '../console/testing/console-fixture.ts';
import { guardWrite } from './console-write-guard.ts';

const program: Actor = { kind: 'management_key' };
const callers = { person: person('owner'), program, nobody: null } satisfies Record<string, Actor | null>;

/** Null, or the code of the refusal. */
function verdict(actor: Actor | null, headers: Record<string, string>): string | null {
  const sent = { host: 'console.test', 'content-type': 'application/json', ...headers };
  try {
    guardWrite(new Request('http://console.test/', { method: 'POST', headers: sent }), actor);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const sameSite: Record<string, string>[] = [
  { origin: 'http://console.test' },
  { origin: 'https://console.test' },
  { 'sec-fetch-site': 'same-origin' },
  { origin: 'https://public.example', 'sec-fetch-site': 'same-origin' },
  { origin: 'https://public.example', 'x-forwarded-host': 'public.example' },
];
const otherSite: Record<string, string>[] = [
  { origin: 'http://evil.test' },
  { origin: 'http://console.test.evil.test' },
  { origin: 'http://console.test:8080' },
  { origin: 'null' },
  { origin: 'http://console.test', 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'none' },
];

test.each(sameSite)('the console itself may write: %o', (headers) => {
  expect(verdict(callers.person, headers)).toBeNull();
  expect(verdict(callers.nobody, headers)).toBeNull();
});

test.each(otherSite)('another site may not, signed in or not: %o', (headers) => {
  expect(verdict(callers.person, headers)).toBe('forbidden');
  expect(verdict(callers.nobody, headers)).toBe('forbidden');
  expect(verdict(callers.program, headers)).toBeNull();
});

test('a session without a browser around it may not write; who has no session may', () => {
  expect(verdict(callers.person, {})).toBe('forbidden');
  expect(verdict(callers.nobody, {})).toBeNull();
});

test.each([
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/jsonp',
])('a write as %s, which a form can send, is refused whoever sends it', (contentType) => {
  for (const actor of Object.values(callers)) {
    const headers = { 'content-type': contentType, 'sec-fetch-site': 'same-origin' };
    expect(verdict(actor, headers)).toBe('unsupported_media_type');
  }
});

test('JSON may say its character set', () => {
  expect(verdict(callers.program, { 'content-type': 'application/JSON; charset=utf-8' })).toBeNull();
});

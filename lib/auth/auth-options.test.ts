import { createRequire } from 'node:module';
import type { AuthOptions } from 'next-auth';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { user } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { generateMasterKey, parseMasterKey } from '../credentials/master-key.ts';
import { authOptions } from './auth-options.ts';
import { authenticate } from './authenticate.ts';
import { hashPassword } from './password.ts';
import { sessionSecret } from './session-secret.ts';
import { makeSignInThrottle } from './sign-in-throttle.ts';

process.env.AUTH_TRUST_HOST = 'true';

interface ApiCall {
  readonly method: string;
  readonly query: Record<string, string | string[]>;
  readonly body?: Record<string, string>;
  readonly cookies: Record<string, string>;
  readonly headers: Record<string, string>;
}
/** The library's own handler, as a plain function of a request and a response. */
const nextAuth = createRequire(import.meta.url)('next-auth').default as (
  call: ApiCall,
  response: unknown,
  options: AuthOptions,
) => Promise<void>;

const database = await withTestDatabase();
afterAll(database.stop);

const { db } = database;
const secret = sessionSecret(parseMasterKey(generateMasterKey()));
const password = 'correct horse battery';
const passwordHash = await hashPassword(password);
const log: string[] = [];
let throttle = makeSignInThrottle(() => 0);

beforeEach(async () => {
  await database.truncate();
  log.length = 0;
  throttle = makeSignInThrottle(() => 0);
  await db
    .insert(user)
    .values({ id: 'user_1', email: 'ada@example.org', name: 'Ada', passwordHash, role: 'owner' });
});

/** A browser that keeps cookies. */
function browser({ secure = false } = {}) {
  const jar: Record<string, string> = {};
  const setCookies: string[] = [];
  const call = async (path: readonly string[], body?: Record<string, string>) => {
    const deps = {
      db,
      secret,
      secure,
      throttle,
      now: () => 0,
      logError: (message: string) => log.push(message),
    };
    let answer: { url?: string; csrfToken?: string; user?: { email: string } } = {};
    const headers = new Map<string, unknown>();
    const response = {
      status: () => response,
      getHeader: (name: string) => headers.get(name),
      setHeader: (name: string, value: unknown) => headers.set(name, value),
      json: (value: typeof answer) => {
        answer = value;
      },
      send: (value: typeof answer) => {
        answer = value;
      },
      end: () => {},
    };
    const request: ApiCall = {
      method: body ? 'POST' : 'GET',
      query: { nextauth: [...path] },
      ...(body && { body: { ...body, json: 'true' } }),
      cookies: jar,
      headers: { host: 'console.test', 'x-forwarded-proto': 'http', 'x-forwarded-for': '10.0.0.1' },
    };
    await nextAuth(request, response, authOptions(deps));
    for (const cookie of [headers.get('Set-Cookie') ?? []].flat().map(String)) {
      setCookies.push(cookie);
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      jar[name] = decodeURIComponent(value);
    }
    return answer;
  };
  const signIn = async (fields: Record<string, string> = {}) => {
    const { csrfToken = '' } = await call(['csrf']);
    const body = { email: 'ada@example.org', password, callbackUrl: '/requests', csrfToken, ...fields };
    const { url = '' } = await call(['callback', 'credentials'], body);
    return new URL(url);
  };
  const cookie = () =>
    Object.entries(jar)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  const whoAmI = () => authenticate({ db, secret, managementKey: null }, new Headers({ cookie: cookie() }));
  return { call, signIn, whoAmI, setCookies };
}

const sessionCookie = (cookies: readonly string[]) =>
  cookies.find((cookie) => cookie.includes('understudy.session'));

test('signing in makes a session that the console reads', async () => {
  const person = browser();
  expect((await person.signIn()).pathname).toBe('/requests');
  expect(await person.whoAmI()).toMatchObject({ id: 'user_1', role: 'owner' });
  expect(await person.call(['session'])).toMatchObject({ user: { email: 'ada@example.org' } });
  await person.call(['signout'], { csrfToken: (await person.call(['csrf'])).csrfToken ?? '' });
  expect(await person.whoAmI()).toBeNull();
});

test('the cookie is out of reach of scripts and of other sites, and of http when it came over https', async () => {
  const [plain, tls] = [browser(), browser({ secure: true })];
  await plain.signIn();
  await tls.signIn();
  expect(sessionCookie(plain.setCookies)).toMatch(/^understudy\.session=.*HttpOnly; SameSite=Lax$/);
  expect(sessionCookie(tls.setCookies)).toMatch(
    /^__Secure-understudy\.session=.*HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(await tls.whoAmI()).toMatchObject({ id: 'user_1' });
});

test.each([
  [{ password: 'wrong' }, 'E-mail or password is wrong.'],
  [{ email: 'eve@example.org' }, 'E-mail or password is wrong.'],
  [{ email: 'not an address' }, 'Type your e-mail and your password.'],
])('with %o the form is told why', async (fields, sentence) => {
  const person = browser();
  expect((await person.signIn(fields)).searchParams.get('error')).toBe(sentence);
  expect(sessionCookie(person.setCookies)).toBeUndefined();
});

test('a throttled form is told how long to wait', async () => {
  const person = browser();
  for (let guess = 0; guess < 5; guess += 1) await person.signIn({ password: 'wrong' });
  expect((await person.signIn()).searchParams.get('error')).toMatch(
    /^Too many failed sign-ins\. Try again in /,
  );
});

test('without the token that another site cannot read, nothing happens', async () => {
  const person = browser();
  await person.signIn({ csrfToken: 'guessed' });
  expect(await person.whoAmI()).toBeNull();
});

test('signing in never leads to another site', async () => {
  const to = async (callbackUrl: string) => (await browser().signIn({ callbackUrl })).href;
  expect(await to('https://evil.test/')).toBe('http://console.test/');
  expect(await to('//evil.test/x')).toBe('http://console.test/');
});

test('a failure of ours is not shown to the form, and is in the log', async () => {
  const broken = { begin: () => expect.fail('db.internal is down'), succeeded: () => {} };
  throttle = broken as never;
  const { searchParams } = await browser().signIn();
  expect(searchParams.get('error')).toBe(
    'Signing in failed on our side. Try again; the reason is in the log.',
  );
  expect(log).toContain('sign-in failed unexpectedly');
});

import { eq } from 'drizzle-orm';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { auditEvent, organisation, user } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import type { CreateOwnerInput } from '../console/setup/schema.ts';
import { generateMasterKey, parseMasterKey } from '../credentials/master-key.ts';
import { authenticate } from './authenticate.ts';
import { createOwner, ensureOwner, setupNeeded, setupTokenHash } from './owner.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { sessionCookieName } from './session.ts';
import { sessionSecret } from './session-secret.ts';
import { signIn } from './sign-in.ts';
import { makeSignInThrottle } from './sign-in-throttle.ts';

const database = await withTestDatabase();
afterAll(database.stop);
beforeEach(database.truncate);

const { db } = database;
const password = 'correct horse battery';
const passwordHash = await hashPassword(password);
const masterKey = parseMasterKey(generateMasterKey());
const secret = sessionSecret(masterKey);
const managementKey = 'management-key-of-this-test';
const token = 'the-setup-token';
const owner: CreateOwnerInput = { token, email: 'ada@example.org', name: 'Ada', password };

const insertUser = (row: Partial<typeof user.$inferInsert> = {}) =>
  db
    .insert(user)
    .values({ id: 'user_1', email: 'ada@example.org', name: 'Ada', passwordHash, role: 'admin', ...row });
const insertOrganisation = () =>
  db.insert(organisation).values({
    id: 1,
    name: 'Acme',
    timeZone: 'UTC',
    sealedKeyPepper: 'sealed',
    setupTokenHash: setupTokenHash(token),
  });

const deps = () => ({ db, throttle: makeSignInThrottle(() => 0), now: () => 1_700_000_000_000 });
const attempt = (fields: Record<string, string> = {}) => ({
  email: 'ada@example.org',
  password,
  address: '10.0.0.1',
  ...fields,
});

async function headersOf(
  userId: string,
  options: { secret?: string; secure?: boolean } = {},
): Promise<Headers> {
  const cookie = await encode({ token: { sub: userId }, secret: options.secret ?? secret, maxAge: 60 });
  return new Headers({ cookie: `other=1; ${sessionCookieName(options.secure ?? false)}=${cookie}` });
}
const whoIs = (headers: Headers) => authenticate({ db, secret, managementKey }, headers);

test('a right password signs in, whatever the case of the e-mail, and is written down', async () => {
  await insertUser();
  expect(await signIn(deps(), attempt({ email: ' Ada@Example.org' }))).toMatchObject({
    id: 'user_1',
    role: 'admin',
  });
  const [row] = await db.select().from(user);
  expect(row?.lastSignInAt).toEqual(new Date(1_700_000_000_000));
  expect((await db.select().from(auditEvent)).map((each) => each.action)).toEqual(['user.sign_in']);
});

test('an unknown e-mail and a wrong password are told apart by nothing', async () => {
  await insertUser();
  const wrong = await signIn(deps(), attempt({ password: 'wrong' })).catch((error) => error);
  const unknown = await signIn(deps(), attempt({ email: 'eve@example.org' })).catch((error) => error);
  expect([unknown.code, unknown.message]).toEqual([wrong.code, wrong.message]);
  expect(wrong.code).toBe('unauthenticated');
});

test('without a hash to compare with, the same work is done and the answer is no', async () => {
  expect(await verifyPassword(null, 'no account has this hash')).toBe(false);
  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('a disabled account is told so only to who knows its password', async () => {
  await insertUser({ disabledAt: new Date() });
  await expect(signIn(deps(), attempt())).rejects.toMatchObject({ code: 'forbidden' });
  await expect(signIn(deps(), attempt({ password: 'wrong' }))).rejects.toMatchObject({
    code: 'unauthenticated',
  });
});

test('guessing is throttled, the right password included, and the sentence says for how long', async () => {
  await insertUser();
  const shared = deps();
  for (let guess = 0; guess < 5; guess += 1) {
    await expect(signIn(shared, attempt({ password: 'wrong' }))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  }
  await expect(signIn(shared, attempt())).rejects.toMatchObject({
    code: 'too_many_attempts',
    message: 'Too many failed sign-ins. Try again in 30 seconds.',
  });
});

test('a session is the user as the database has them now: a changed role holds, a disabled user is out at once', async () => {
  await insertUser();
  const headers = await headersOf('user_1');
  expect(await whoIs(headers)).toMatchObject({ kind: 'user', role: 'admin' });
  expect(await whoIs(await headersOf('user_1', { secure: true }))).toMatchObject({ id: 'user_1' });
  await db.update(user).set({ role: 'viewer' }).where(eq(user.id, 'user_1'));
  expect(await whoIs(headers)).toMatchObject({ role: 'viewer' });
  await db.update(user).set({ disabledAt: new Date() }).where(eq(user.id, 'user_1'));
  expect(await whoIs(headers)).toBeNull();
});

test('a cookie of another master key, a broken one and none are nobody', async () => {
  await insertUser();
  const other = sessionSecret(parseMasterKey(generateMasterKey()));
  expect(await whoIs(await headersOf('user_1', { secret: other }))).toBeNull();
  expect(await whoIs(new Headers({ cookie: `${sessionCookieName(false)}=nonsense` }))).toBeNull();
  expect(await whoIs(new Headers())).toBeNull();
  expect(await whoIs(await headersOf('user_gone'))).toBeNull();
});

test('the management key acts as a program; a wrong one is refused even beside a valid session', async () => {
  await insertUser();
  expect(await whoIs(new Headers({ authorization: `Bearer ${managementKey}` }))).toEqual({
    kind: 'management_key',
  });
  const both = await headersOf('user_1');
  both.set('authorization', `Bearer ${managementKey}x`);
  await expect(whoIs(both)).rejects.toMatchObject({ code: 'unauthenticated' });
  const without = authenticate(
    { db, secret, managementKey: null },
    new Headers({ authorization: 'Bearer x' }),
  );
  await expect(without).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('a password for a proxy in front is no management key: the session counts, if there is one', async () => {
  await insertUser();
  const headers = await headersOf('user_1');
  headers.set('authorization', `Basic ${btoa('ada:proxy')}`);
  expect(await whoIs(headers)).toMatchObject({ kind: 'user', id: 'user_1' });
  expect(await whoIs(new Headers({ authorization: `Basic ${managementKey}` }))).toBeNull();
  const empty = await headersOf('user_1');
  empty.set('authorization', 'Bearer');
  await expect(whoIs(empty)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('the set-up link makes the owner and dies on use', async () => {
  await insertOrganisation();
  expect(await setupNeeded(db)).toBe(true);
  await expect(createOwner(db, { ...owner, token: 'wrong' })).rejects.toMatchObject({ code: 'forbidden' });
  await createOwner(db, owner);
  expect(await setupNeeded(db)).toBe(false);
  await expect(createOwner(db, { ...owner, email: 'eve@example.org' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(await db.select().from(user)).toMatchObject([{ email: 'ada@example.org', role: 'owner' }]);
  expect((await db.select().from(organisation))[0]?.setupTokenHash).toBeNull();
  expect(await signIn(deps(), attempt())).toMatchObject({ role: 'owner' });
});

test('of two set-ups at once one wins', async () => {
  await insertOrganisation();
  const outcomes = await Promise.allSettled([
    createOwner(db, owner),
    createOwner(db, { ...owner, email: 'eve@example.org' }),
  ]);
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await db.select().from(user)).toHaveLength(1);
});

test('the owner of the environment is made once; a later start changes nothing and the link is dead', async () => {
  await insertOrganisation();
  await Promise.all([
    ensureOwner(db, { email: 'Ada@Example.org', password }),
    ensureOwner(db, { email: 'Ada@Example.org', password }),
  ]);
  await ensureOwner(db, { email: 'ada@example.org', password: 'another password' });
  await ensureOwner(db, { email: 'eve@example.org', password });
  expect(await db.select().from(user)).toMatchObject([{ email: 'ada@example.org', role: 'owner' }]);
  expect(await signIn(deps(), attempt())).toMatchObject({ role: 'owner' });
  await expect(createOwner(db, owner)).rejects.toMatchObject({ code: 'forbidden' });
});

import { encode } from 'next-auth/jwt';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { user } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { sessionCookieName } from '../auth/session.ts';
import { ConsoleError } from '../console/error/console-error.ts';
import { consoleErrorBody } from '../console/error/schema.ts';
import { consoleFixture } from '../console/testing/console-fixture.ts';
import { makeDefineRoute, type RouteHandler } from './define-route.ts';

const database = await withTestDatabase();
afterAll(database.stop);

const secret = 'session-secret-of-this-test';
const managementKey = 'management-key-of-this-test';
const cookie = await encode({ token: { sub: 'user_1' }, secret, maxAge: 60 });
const session = { cookie: `${sessionCookieName(false)}=${cookie}` };
const program = { authorization: `Bearer ${managementKey}` };
const browser = { ...session, 'content-type': 'application/json', origin: 'http://console.test' };

let fixture = consoleFixture(database);
beforeEach(async () => {
  await database.truncate();
  fixture = consoleFixture(database);
  const row = {
    id: 'user_1',
    email: 'ada@example.org',
    name: 'Ada',
    passwordHash: '-',
    role: 'viewer',
  } as const;
  await database.db.insert(user).values(row);
});

const defineRoute = makeDefineRoute({
  start: async () => ({ world: fixture.world, auth: { db: database.db, secret, managementKey } }),
  logError: (message, error) => fixture.world.logError(message, error),
});

const answer = z.unknown();
const echo = defineRoute({
  summary: 'Answers what it was asked',
  permission: 'console.read',
  input: {
    query: z.strictObject({ tag: z.union([z.string(), z.array(z.string())]).optional() }),
    body: z.strictObject({ name: z.string().min(2, 'Too short.').optional(), count: z.int().optional() }),
  },
  answer,
  run: async (ctx, { query, body }) => ({ who: ctx.actor.kind, query, body }),
});
const adminOnly = defineRoute({
  summary: 'For admins',
  permission: 'keys.write',
  input: {},
  answer,
  run: async () => ({ done: true }),
});

interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly query?: string;
}

async function call(handler: RouteHandler, { method = 'POST', headers = {}, body, query = '' }: Call) {
  const request = new Request(`http://console.test/api/console/thing${query}`, {
    method,
    headers: { host: 'console.test', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const response = await handler(request, { params: Promise.resolve({}) });
  const json = (await response.json()) as Record<string, unknown>;
  if (!response.ok) consoleErrorBody.parse(json);
  return { response, json, status: response.status, error: json.error as { code: string; message: string } };
}

test('a session reads, and every answer carries a request id and is never cached', async () => {
  const { response, json } = await call(echo, { method: 'GET', headers: session, query: '?tag=a&tag=b' });
  expect(json).toEqual({ who: 'user', query: { tag: ['a', 'b'] }, body: {} });
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-understudy-request-id')).toMatch(/^req_/);
});

test('nobody is told to sign in, a viewer what is missing, and the management key may', async () => {
  expect(await call(adminOnly, {})).toMatchObject({ status: 401, error: { code: 'unauthenticated' } });
  expect(await call(adminOnly, { headers: browser })).toMatchObject({
    status: 403,
    error: { code: 'forbidden', message: 'As viewer you may not change keys. Ask an admin.' },
  });
  const asProgram = { headers: { ...program, 'content-type': 'application/json' } };
  expect(await call(adminOnly, asProgram)).toMatchObject({ status: 200, json: { done: true } });
});

test('a public endpoint answers who is not signed in', async () => {
  const open = defineRoute({
    summary: '-',
    permission: 'public',
    input: {},
    answer,
    run: async () => ({ open: true }),
  });
  expect(await call(open, { headers: { 'content-type': 'application/json' } })).toMatchObject({
    json: { open: true },
  });
});

test('a write from another site is refused before its body is read', async () => {
  const headers = { ...browser, origin: 'http://evil.test' };
  expect(await call(echo, { headers, body: 'not JSON' })).toMatchObject({ status: 403 });
  const form = { ...program, 'content-type': 'text/plain' };
  expect(await call(echo, { headers: form, body: '{}' })).toMatchObject({ status: 415 });
});

test.each([
  [{ body: '{"name":"x"}' }, [{ path: 'name', message: 'Too short.' }]],
  [{ body: '{"count":"1"}' }, [{ path: 'count', message: 'must be a number' }]],
  [{ body: '{"nmae":"x"}' }, [{ path: 'nmae', message: 'there is no such field' }]],
  [{ body: '{}', query: '?tgs=1' }, [{ path: 'tgs', message: 'there is no such field' }]],
  [
    { body: '{"name":"a\\u0000b"}' },
    [{ path: 'name', message: 'must not hold a NUL or a broken character' }],
  ],
  [{ body: '{"name":"a\\ud800"}' }, [{ path: 'name', message: 'must not hold a NUL or a broken character' }]],
  [
    { body: '{}', query: '?tag=%00' },
    [{ path: 'tag', message: 'must not hold a NUL or a broken character' }],
  ],
  [{ body: '[]' }, [{ path: '', message: 'must be a mapping' }]],
  [{ body: '{"name":' }, []],
])('the bad input %o names the field', async (input, issues) => {
  const { status, json } = await call(echo, { headers: browser, ...input });
  expect(status).toBe(400);
  expect(json).toMatchObject({ error: { code: 'invalid', issues } });
});

test('a body over 1 MiB is refused without being read to its end', async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(64 * 1024));
    },
  });
  const init = {
    method: 'POST',
    headers: { host: 'console.test', ...browser },
    body: endless,
    duplex: 'half',
  };
  const request = new Request('http://console.test/api/console/thing', init as RequestInit);
  const response = await echo(request, { params: Promise.resolve({}) });
  expect(response.status).toBe(413);
  expect(pulled).toBeLessThan(32);
});

test('an unforeseen error is our sentence; its cause is in the log under the request id', async () => {
  const broken = defineRoute({
    summary: 'Breaks',
    permission: 'console.read',
    input: {},
    answer,
    run: async () => {
      throw new Error('password=hunter2 at db.internal');
    },
  });
  const { status, json, response } = await call(broken, { method: 'GET', headers: session });
  expect(status).toBe(500);
  expect(JSON.stringify(json)).not.toContain('hunter2');
  const requestId = response.headers.get('x-understudy-request-id') ?? '';
  expect(fixture.log.join()).toContain(requestId);
  expect(fixture.log.join()).toContain('hunter2');
});

test('a refusal keeps its details', async () => {
  const conflict = defineRoute({
    summary: 'Conflicts',
    permission: 'console.read',
    input: {},
    answer,
    run: async () => {
      throw new ConsoleError('conflict', 'Changed.', { details: { current: 1 } });
    },
  });
  const { status, json } = await call(conflict, { method: 'GET', headers: session });
  expect([status, json]).toMatchObject([409, { error: { details: { current: 1 } } }]);
});

test('a console that cannot start answers in its own form', async () => {
  const logged: string[] = [];
  const failing = makeDefineRoute({
    start: () => Promise.reject(new Error('no database')),
    logError: (_, error) => logged.push(String(error)),
  });
  const handler = failing({ summary: '-', permission: 'public', input: {}, answer, run: async () => ({}) });
  expect(await call(handler, { method: 'GET' })).toMatchObject({
    status: 500,
    error: { code: 'internal_error' },
  });
  expect(logged).toEqual(['Error: no database']);
});

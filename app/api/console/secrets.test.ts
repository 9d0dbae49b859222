import { randomBytes } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { upstreamResponse } from '#lib/console/testing/console-fixture.ts';
import { withTestConsole } from '#lib/console/testing/with-test-console.ts';
import type { RouteHandler } from '#lib/http/define-route.ts';
import { paths } from './openapi.json/paths.ts';

const fixture = await withTestConsole();
afterAll(fixture.stop);
beforeEach(fixture.reset);

const managementKey = `mgmt-${randomBytes(16).toString('hex')}`;
Object.assign(globalThis, {
  understudyConsole: Promise.resolve({
    world: fixture.world,
    auth: { db: fixture.world.db, secret: 'session-secret', managementKey },
  }),
});

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const answers: string[] = [];

/** Calls an endpoint as a program does, checks the answer by its own schema, and remembers it. */
async function call(
  method: Method,
  path: keyof typeof paths,
  params: Record<string, string>,
  body?: unknown,
) {
  const handler = (paths[path] as Partial<Record<Method, RouteHandler>>)[method];
  if (!handler) throw new Error(`There is no ${method} ${path}.`);
  const request = new Request(`http://console.test/api/console${path}`, {
    method,
    headers: { authorization: `Bearer ${managementKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  const text = await response.text();
  answers.push(text);
  const json = JSON.parse(text);
  if (response.ok) handler.declaration.answer.parse(json);
  return json;
}

test('a secret that was given or made is in no answer, no row and no log line after the one that shows it', async () => {
  const secrets = Array.from({ length: 5 }, () => `zz-${randomBytes(18).toString('base64url')}`);
  const [first, second, third, fourth, typed] = secrets;
  fixture.network.reply = async ({ request }) =>
    upstreamResponse(400, {
      error: { message: `no: ${Object.values(request.headers).join()} ${request.url}` },
    });

  const credentials = [{ name: 'a', secret: first }];
  const provider = await call('POST', '/providers', {}, { name: 'p', adapter: 'openai', credentials });
  const { id } = provider;
  const credential = { id, credential_id: provider.credentials[0].id };
  await call('POST', '/providers/{id}/credentials', { id }, { name: 'b', secret: second });
  await call('POST', '/providers/{id}/credentials', { id }, { name: 'b', secret: second });
  await call('PUT', '/providers/{id}/credentials/{credential_id}', credential, { secret: third });
  const { credentials: pool } = await call('GET', '/providers/{id}', { id });
  const moved = Object.fromEntries(pool.map((each: { id: string }) => [each.id, fourth]));
  await call('PATCH', '/providers/{id}', { id }, { base_url: 'https://p.example.org/v1', secrets: moved });
  await call(
    'PATCH',
    '/providers/{id}',
    { id },
    { base_url: 'https://q.example.org/v1', secrets: { x: typed } },
  );
  const form = { adapter: 'openai', base_url: 'https://p.example.org/v1' };
  await call('POST', '/providers/test', {}, { ...form, secret: typed });
  await call('POST', '/providers/test', {}, { ...form, credential_id: credential.credential_id });
  await call('POST', '/providers/test', {}, { adapter: 'nonsense', secret: typed, extra: typed });
  await call('POST', '/routes', {}, { name: 'chat', settings: { targets: ['p/gpt-4o'] } });
  await call('POST', '/teams', {}, { name: 'support' });
  expect(fixture.network.calls).toHaveLength(2);

  const shown = answers.length;
  const key = await call('POST', '/keys', {}, { name: 'bot', team: 'support', models: ['chat'] });
  const rotated = await call('POST', '/keys/{id}/rotate', { id: key.id }, {});
  answers.splice(shown);
  await call('PATCH', '/keys/{id}', { id: key.id }, { name: 'robot' });
  await call('DELETE', '/keys/{id}', { id: key.id });
  for (const [path, module] of Object.entries(paths)) {
    if ('GET' in module && !path.includes('{')) await call('GET', path as keyof typeof paths, {});
  }
  await call('GET', '/config/versions/{version}', { version: '1' });
  await call('POST', '/config/rollback', {}, { version: 2 });
  await call('DELETE', '/routes/{id}', { id: (await call('GET', '/routes', {})).items[0]?.id ?? 'none' });

  const everything = [...answers, await fixture.everyRow(), ...fixture.log].join('\n');
  expect(everything).toContain('credential.replace_secret');
  for (const secret of [...secrets, key.secret, rotated.secret, managementKey]) {
    expect(secret.length).toBeGreaterThan(20);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(secret.slice(3, -4));
  }
  expect(fixture.log).toEqual([]);
});

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor;
beforeAll(async () => {
  door = await openFrontDoor({ host: '127.0.0.1', port: 0 });
});
afterAll(() => door.drain(0));

/** Sends bytes as they are and gives back all that comes until the other side closes. */
const raw = (bytes: string) => {
  const socket = connect(Number(new URL(door.url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
};

it('is alive and not ready before anybody is admitted, and tells callers to come back', async () => {
  expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
  for (const path of ['/readyz', '/v1/chat/completions', '/sign-in']) {
    const reply = await fetch(door.url + path);
    expect(reply.status).toBe(503);
    expect(reply.headers.get('retry-after')).toBe('1');
    const understudy = { request_id: reply.headers.get('x-understudy-request-id'), origin: 'gateway' };
    expect(understudy.request_id).toMatch(/^req_/);
    expect(await reply.json()).toMatchObject({
      status: 'unavailable',
      error: { code: 'not_ready', understudy },
    });
  }
});

it('gives each path to whom it belongs, also when a caller sends the whole URL', async () => {
  door.admit({
    listenerFor: (path) => (_request, response) => response.end(`served ${path}`),
    upgrade: null,
  });
  expect(await (await fetch(`${door.url}/v1/models?limit=1`)).text()).toBe('served /v1/models');
  const whole = await raw(
    'GET http://elsewhere/v1/models?a=b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  );
  expect(whole).toContain('served /v1/models');
});

it('answers a call that would rather speak HTTP/2, as Java clients do', async () => {
  const answer = await raw(
    'GET /v1/models HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1.1 200 OK.*served \/v1\/models/s);
});

it.each([
  [
    'headers that are too large',
    `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  [
    'a header with a line break in it',
    'GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n',
    400,
    'invalid_request_error',
  ],
  ['something that is not HTTP', 'hello\r\n\r\n', 400, 'invalid_request_error'],
])('refuses %s in the form of every other error', async (_what, bytes, status, code) => {
  const [head = '', body = ''] = (await raw(bytes)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toMatch(/^x-understudy-request-id: req_/m);
  expect(JSON.parse(body)).toMatchObject({ error: { code, understudy: { origin: 'gateway' } } });
});

it('names port and variable when the port is taken', async () => {
  const port = Number(new URL(door.url).port);
  await expect(openFrontDoor({ host: '127.0.0.1', port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken by another program. Stop it, or set PORT to another one.`,
  );
});

it('names the variable when the host is none of this machine', async () => {
  await expect(openFrontDoor({ host: '192.0.2.1', port: 0 })).rejects.toThrow(/Set HOST to/);
});

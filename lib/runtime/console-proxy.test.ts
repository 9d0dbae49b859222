import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { consoleErrorBody } from '#lib/console/error/schema.ts';
import { createConsoleProxy } from './console-proxy.ts';

const dir = mkdtempSync(join(tmpdir(), 'us-'));
const socketPath = join(dir, 'c.sock');
let current: string | null = socketPath;
let answer: RequestListener = (_request, response) => response.end();

const backend = createServer((request, response) => answer(request, response));
const proxy = createConsoleProxy(() => current);
const front = createServer(proxy.handle);
front.on('upgrade', proxy.upgrade);
let url = '';

const listening = (server: Server, where: string | number) =>
  once(typeof where === 'string' ? server.listen(where) : server.listen(where, '127.0.0.1'), 'listening');

beforeAll(async () => {
  await Promise.all([listening(backend, socketPath), listening(front, 0)]);
  url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
});

afterAll(() => {
  proxy.close();
  for (const server of [front, backend]) {
    server.close();
    server.closeAllConnections();
  }
  rmSync(dir, { recursive: true });
});

/** Sends bytes as they are and gives back all that comes until the other side closes. */
const raw = async (bytes: string) => {
  const socket = connect((front.address() as AddressInfo).port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
};

it('passes method, path, body, status and repeated headers through', async () => {
  answer = async (request, response) => {
    const body = await text(request);
    response.writeHead(201, [
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['x-path', request.url ?? ''],
    ]);
    response.end(`${request.method} ${body}`);
  };
  const reply = await fetch(`${url}/api/console/keys?limit=2`, { method: 'POST', body: 'héllo' });
  expect(reply.status).toBe(201);
  expect(reply.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(reply.headers.get('x-path')).toBe('/api/console/keys?limit=2');
  expect(await reply.text()).toBe('POST héllo');
});

it('tells the console who calls, and lets nobody outside say so', async () => {
  let seen: IncomingMessage['headers'] = {};
  answer = (request, response) => {
    seen = request.headers;
    response.end();
  };
  await raw(
    [
      'GET / HTTP/1.1',
      'Host: console.example:8443',
      'X-Forwarded-For: 10.0.0.1',
      'X-Forwarded-Host: evil.example',
      'Forwarded: for=10.0.0.1',
      'X-Middleware-Subrequest: middleware',
      'X-Secret-Hop: 1',
      'Connection: close, x-secret-hop',
      'Cookie: a=1',
      '\r\n',
    ].join('\r\n'),
  );
  expect(seen).toMatchObject({
    host: 'console.example:8443',
    cookie: 'a=1',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': 'console.example:8443',
    'x-forwarded-proto': 'http',
  });
  expect(Object.keys(seen)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(forwarded|x-middleware-subrequest|x-secret-hop)$/)]),
  );
});

it('cannot be made to smuggle a second request in a body', async () => {
  const paths: string[] = [];
  answer = async (request, response) => {
    paths.push(`${request.method} ${request.url} ${await text(request)}`);
    response.end('ok');
  };
  const hidden = 'GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n';
  await raw(
    `GET /open HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
  );
  expect(paths).toEqual([`GET /open ${hidden}`]);
});

it('streams: the first part of an answer is there before the last is written', async () => {
  let finish = () => {};
  answer = (_request, response) => {
    response.write('first');
    finish = () => response.end('last');
  };
  const reader = (await fetch(url)).body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe('first');
  finish();
  expect((await reader?.read())?.value).toBe('last');
});

it('ends the console’s work when the caller goes away', async () => {
  const caller = new AbortController();
  const gone = new Promise<void>((resolve) => {
    answer = (_request, response) => {
      response.on('close', resolve);
      response.write('never ends');
    };
  });
  await fetch(url, { signal: caller.signal });
  caller.abort();
  await gone;
});

it('joins both directions of an upgraded connection', async () => {
  backend.once('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.once('data', (data) => socket.end(`echo ${data}`));
  });
  const socket = connect((front.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET /_next/hmr HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const [head] = await once(socket, 'data');
  expect(String(head)).toMatch(/^HTTP\/1.1 101 .*Upgrade: websocket/s);
  socket.write('hello');
  expect(await text(socket)).toBe('echo hello');
});

it('answers 503 with retry-after while the console is away: a page for people, JSON for programs', async () => {
  current = null;
  const page = await fetch(url, { headers: { accept: 'text/html' } });
  const json = await fetch(url, { method: 'POST', body: 'x'.repeat(100_000) });
  current = socketPath;
  expect([page.status, json.status]).toEqual([503, 503]);
  expect(page.headers.get('retry-after')).toBe('2');
  expect(await page.text()).toContain('The console is starting');
  const body = consoleErrorBody.parse(await json.json());
  expect(body.error).toMatchObject({
    code: 'unavailable',
    request_id: json.headers.get('x-understudy-request-id'),
  });
});

it('answers 503 when the console dies before it answers, and breaks off when it dies after', async () => {
  answer = (request) => request.socket.destroy();
  expect((await fetch(url)).status).toBe(503);
  answer = (request, response) => {
    response.write('half');
    void sleep(5).then(() => request.socket.destroy());
  };
  await expect(fetch(url).then((reply) => reply.text())).rejects.toThrow();
});

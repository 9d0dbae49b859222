import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GatewayCall } from '#lib/gateway/gateway-call.ts';
import { mountOnNode } from '#lib/http/node.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

vi.setConfig({ testTimeout: 60_000 });

let door: FrontDoor;
let port: number;
/** What the core was asked, body included. */
let calls: { method: string; path: string; body: string }[];
let sockets: Socket[];
/** What the core streams, when a test says so. */
let stream: AsyncIterable<Uint8Array> | null;

async function core(call: GatewayCall) {
  const body = await call.readBody();
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  calls.push({ method: call.method, path: call.path, body: text });
  return { status: 200, headers: {}, body: stream ?? new TextEncoder().encode('answer') };
}

beforeEach(async () => {
  calls = [];
  sockets = [];
  stream = null;
  door = await openFrontDoor({ host: '127.0.0.1', port: 0 });
  port = Number(new URL(door.url).port);
  door.admit({ listenerFor: () => mountOnNode(core), upgrade: null });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await door.drain(0);
});

async function open(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** Everything that comes back until the gateway closes the connection. */
async function answerTo(bytes: string): Promise<string> {
  const socket = await open();
  let answer = '';
  socket.setEncoding('latin1').on('data', (piece: string) => {
    answer += piece;
  });
  socket.write(Buffer.from(bytes, 'latin1'));
  await once(socket, 'close');
  return answer;
}

const post = (headers: readonly string[], body: string) =>
  ['POST /v1/chat/completions HTTP/1.1', 'host: gateway.test', ...headers, '', body].join('\r\n');
const smuggled = 'GET /smuggled HTTP/1.1\r\nhost: gateway.test\r\n\r\n';

describe('a request that two servers could read differently', () => {
  it.each([
    [
      'both a length and chunks',
      post(['content-length: 6', 'transfer-encoding: chunked'], `0\r\n\r\n${smuggled}`),
    ],
    [
      'chunks and then a length',
      post(['transfer-encoding: chunked', 'content-length: 4'], `0\r\n\r\n${smuggled}`),
    ],
    ['two lengths', post(['content-length: 0', `content-length: ${smuggled.length}`], smuggled)],
    ['a length with a sign', post(['content-length: +5'], `hello${smuggled}`)],
    ['a list of lengths', post(['content-length: 5, 5'], `hello${smuggled}`)],
    ['chunks under another name', post(['transfer-encoding: xchunked'], `0\r\n\r\n${smuggled}`)],
    ['chunks that are not last', post(['transfer-encoding: chunked, identity'], `0\r\n\r\n${smuggled}`)],
    ['a space before the colon', post(['transfer-encoding : chunked'], `0\r\n\r\n${smuggled}`)],
    ['a folded header', post(['x-folded: a', ' b', 'content-length: 0'], smuggled)],
    [
      'a header that ends in a bare line feed',
      `POST / HTTP/1.1\r\nhost: a\nx: y\r\ncontent-length: 0\r\n\r\n${smuggled}`,
    ],
    ['a NUL in a header', post(['x-nul: a\u0000b', 'content-length: 0'], smuggled)],
    ['a chunk size that is no number', post(['transfer-encoding: chunked'], `zz\r\n${smuggled}`)],
    [
      'a chunk that is longer than it says',
      post(['transfer-encoding: chunked'], `3\r\nhello\r\n${smuggled}`),
    ],
    ['no host', 'POST /v1/chat/completions HTTP/1.1\r\ncontent-length: 0\r\n\r\n'],
    ['a method nobody knows', `SMUGGLE / HTTP/1.1\r\nhost: a\r\n\r\n${smuggled}`],
  ])('is refused with its connection: %s', async (_, bytes) => {
    const answer = await answerTo(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(calls.filter(({ path }) => path === '/smuggled')).toEqual([]);
  });
});

it('headers beyond 16 KiB are refused with a sentence, without waiting for their end', async () => {
  const answer = await answerTo(`GET / HTTP/1.1\r\nhost: a\r\nx-large: ${'a'.repeat(20_000)}`);
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  expect(answer).toContain('larger than 16 KiB');
});

it('two requests sent at once are answered one after the other, each with its own body', async () => {
  const first = post(['content-length: 5'], 'first');
  const second = post(['content-length: 6', 'connection: close'], 'second');
  const answer = await answerTo(first + second);
  expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
  expect(calls.map(({ body }) => body)).toEqual(['first', 'second']);
});

it('serves while thousands of connections do nothing, and ends at once although they stay', async () => {
  await Promise.all(Array.from({ length: 2_000 }, open));
  const replies = await Promise.all(Array.from({ length: 50 }, () => fetch(`${door.url}/v1/models`)));
  expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
  await door.drain(60_000);
});

it('a caller who reads nothing holds the stream back instead of filling the memory', async () => {
  const piece = new Uint8Array(64 * 1024);
  let produced = 0;
  let left = false;
  stream = {
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          produced += piece.length;
          yield piece;
        }
      } finally {
        left = true;
      }
    },
  };
  const socket = await open();
  socket.pause();
  socket.write('GET /v1/models HTTP/1.1\r\nhost: a\r\n\r\n');
  let before = -1;
  await expect
    .poll(
      () => {
        const stalled = produced > 0 && produced === before;
        before = produced;
        return stalled;
      },
      { timeout: 30_000, interval: 250 },
    )
    .toBe(true);
  // What two kernels keep for one socket, and one more piece: far from endless.
  expect(produced).toBeLessThan(32 * 1024 * 1024);
  socket.destroy();
  await expect.poll(() => left).toBe(true);
});

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Timeouts } from '#lib/gateway/configuration.ts';
import {
  createTestGateway,
  hello,
  readReply,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from '#lib/gateway/testing/test-gateway.ts';
import { systemClock } from './clock.ts';
import { createTransport, type UndiciTransport } from './transport.ts';

vi.setConfig({ testTimeout: 60_000 });

/** What a hostile server does with a connection on which a request has arrived. */
type Conduct = (socket: Socket) => void;

let server: Server;
let transport: UndiciTransport;
let conduct: Conduct;
let connections: Set<Socket>;

beforeEach(async () => {
  connections = new Set();
  server = createServer((socket) => {
    connections.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => connections.delete(socket));
    socket.on('data', (bytes) => {
      const request = bytes.toString('latin1');
      if (request.startsWith('POST /bad/')) conduct(socket);
      if (request.startsWith('POST /good/')) respond(socket, request.includes('"stream":true') ? sse : json);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  transport = createTransport();
});
afterEach(async () => {
  await transport.close();
  for (const socket of connections) socket.destroy();
  server.close();
});

const answerText = 'All is well.';
const json = head('application/json', wholeAnswer(answerText).body);
const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const events = `${chunk({ role: 'assistant', content: answerText })}${chunk({}, 'stop')}data: [DONE]\n\n`;
const sse = head('text/event-stream', events);

function head(type: string, body: string, more: readonly string[] = []): string {
  const lines = [
    'HTTP/1.1 200 OK',
    `content-type: ${type}`,
    `content-length: ${Buffer.byteLength(body)}`,
    ...more,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
const respond = (socket: Socket, bytes: string | Uint8Array) => void socket.write(bytes);

/** Writes the piece again and again, as fast as it is taken, for as long as the connection lasts. */
function writeForever(socket: Socket, piece: string): void {
  const bytes = Buffer.from(piece);
  const more = () => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
}

/** Longer than anything here takes on a busy machine: only what never ends is meant to meet a limit. */
const patienceMs = 30_000;

/** A gateway over this server: `bad/model` answers by the conduct, `good/model` is asked next and answers well. */
function openGateway(badLimits: Partial<Timeouts> = {}) {
  const { port } = server.address() as { port: number };
  const at = (name: string) => {
    const target = testTarget(name);
    const baseUrl = `http://127.0.0.1:${port}/${name}/v1`;
    return { ...target, provider: { ...target.provider, baseUrl, allowPrivateNetwork: true } };
  };
  const timeouts = { firstTokenMs: patienceMs, idleMs: patienceMs, responseMs: patienceMs };
  const bad = { ...at('bad'), timeouts: { ...timeouts, ...badLimits } };
  const configuration = testConfiguration([bad, at('good')], {
    route: { numRetries: 0, timeouts: { ...timeouts, connectMs: patienceMs, totalMs: 3 * patienceMs } },
  });
  const gateway = createTestGateway(configuration, { transport, clock: systemClock });
  const ask = async (body: object = {}) => {
    const reply = await gateway.call({ ...hello, ...body });
    return { reply, text: await readReply(reply), record: gateway.records.at(-1) };
  };
  return { ...gateway, ask };
}

const chunkedHead = (type: string) =>
  `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n`;
const asChunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const kilobyte = 'x'.repeat(1_024);

/** What a hostile provider does, and what it is called when it is written down. */
const attacks: readonly [name: string, kind: string, conduct: Conduct, limits?: Partial<Timeouts>][] = [
  [
    'headers that never end',
    'server_error',
    (s) => {
      s.write('HTTP/1.1 200 OK\r\n');
      writeForever(s, `x-more: ${kilobyte}\r\n`);
    },
  ],
  [
    'one header that never ends',
    'server_error',
    (s) => {
      s.write('HTTP/1.1 200 OK\r\nx-more: ');
      writeForever(s, kilobyte);
    },
  ],
  [
    'announcements (103) without end',
    'timeout',
    (s) => writeForever(s, 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
    { firstTokenMs: 500, responseMs: 500 },
  ],
  ['another protocol', 'server_error', (s) => s.write('SSH-2.0-OpenSSH_9.9\r\n')],
  ['nothing but a closed connection', 'connection_failed', (s) => s.destroy()],
  [
    'an answer that never ends',
    'server_error',
    (s) => {
      s.write(chunkedHead('application/json'));
      writeForever(s, asChunk(kilobyte.repeat(64)));
    },
  ],
  [
    'an error that never ends',
    'server_error',
    (s) => {
      s.write('HTTP/1.1 500 Oh\r\ntransfer-encoding: chunked\r\n\r\n');
      writeForever(s, asChunk(kilobyte));
    },
  ],
  [
    'a gzip bomb',
    'server_error',
    (s) => {
      const bomb = gzipSync(Buffer.alloc(50_000_000));
      s.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`,
      );
      s.write(bomb);
    },
  ],
  [
    'a length that is too long',
    'stream_interrupted',
    (s) => s.end(json.replace(/content-length: (\d+)/, (_, n) => `content-length: ${Number(n) + 16}`)),
  ],
  [
    'a redirect to where clouds keep their credentials',
    'server_error',
    (s) =>
      s.write(
        'HTTP/1.1 307 Temporary Redirect\r\nlocation: http://169.254.169.254/latest/meta-data\r\ncontent-length: 0\r\n\r\n',
      ),
  ],
  [
    'a page where JSON was due',
    'server_error',
    (s) => s.write(head('text/html', '<html>Please sign in</html>')),
  ],
  [
    'bytes that are no text',
    'server_error',
    (s) => {
      s.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\n');
      s.write(Buffer.from([0xff, 0xfe, 0x00, 0x80]));
    },
  ],
];

describe.each([false, true])('a provider that answers (stream: %s) with', (stream) => {
  it.each(attacks)('%s is left for the next target, and called %s', async (_, kind, badConduct, limits) => {
    conduct = badConduct;
    const gateway = openGateway(limits);
    const heap = process.memoryUsage().rss;
    const { reply, text, record } = await gateway.ask({ stream });
    expect(gateway.errors).toEqual([]);
    expect(reply.status).toBe(200);
    expect(text).toContain(answerText);
    expect(record?.attempts.map((attempt) => attempt.kind)).toEqual([kind, null]);
    expect(record?.attempts[0]?.message).toMatch(/^[A-Z].*\.$/);
    expect(gateway.errors).toEqual([]);
    expect(process.memoryUsage().rss - heap).toBeLessThan(400 * 1024 * 1024);
    await expect.poll(() => connections.size).toBeLessThanOrEqual(2);
  });
});

describe('a stream that has begun, and then', () => {
  const begin = (socket: Socket) => {
    socket.write(chunkedHead('text/event-stream'));
    socket.write(asChunk(chunk({ role: 'assistant', content: answerText.slice(0, 4) })));
  };

  it.each<[string, (socket: Socket) => void, limits?: Partial<Timeouts>]>([
    ['never ends its line', (socket) => writeForever(socket, asChunk(kilobyte.repeat(64)))],
    [
      'sends comments without end',
      (socket) => writeForever(socket, asChunk(': still here\n\n')),
      { idleMs: 500 },
    ],
    ['sends what is no chunk of HTTP', (socket) => socket.write('no size\r\n')],
    ['is reset', (socket) => socket.resetAndDestroy()],
  ])('%s, is completed by the next target', async (_, goOn, limits) => {
    conduct = (socket) => {
      begin(socket);
      goOn(socket);
    };
    const gateway = openGateway(limits);
    const { text, record } = await gateway.ask({ stream: true });
    const said = [...text.matchAll(/"content":"([^"]*)"/g)].map(([, content]) => content).join('');
    expect(said).toBe(answerText);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(record).toMatchObject({ status: 'ok', recovered: true });
    expect(record?.attempts[0]?.kind).toBe('stream_interrupted');
    await expect.poll(() => connections.size).toBeLessThanOrEqual(2);
  });

  it('sends ten megabytes in one event, is passed on whole', async () => {
    const large = 'y'.repeat(10 * 1024 * 1024);
    conduct = (socket) => {
      begin(socket);
      socket.write(asChunk(chunk({ content: large })));
      socket.write(asChunk(`${chunk({}, 'stop')}data: [DONE]\n\n`));
      socket.write('0\r\n\r\n');
    };
    const { text, record } = await openGateway().ask({ stream: true });
    expect(text).toContain(large);
    expect(record).toMatchObject({ status: 'ok', provider: 'bad' });
  });

  it('breaks a character in two, says it whole, and one that is no character is marked', async () => {
    const bytes = Buffer.from(chunk({ content: 'naïve 🦜' }));
    const middle = bytes.indexOf(Buffer.from('🦜')) + 2;
    const invalid = Buffer.from(chunk({ content: 'a?b' }));
    invalid[invalid.indexOf('?')] = 0xff;
    conduct = (socket) => {
      begin(socket);
      for (const part of [bytes.subarray(0, middle), bytes.subarray(middle), invalid]) {
        socket.write(`${part.length.toString(16)}\r\n`);
        socket.write(part);
        socket.write('\r\n');
      }
      socket.write(asChunk(`${chunk({}, 'stop')}data: [DONE]\n\n`));
      socket.write('0\r\n\r\n');
    };
    const { text, record } = await openGateway().ask({ stream: true });
    expect(text).toContain('naïve 🦜');
    expect(text).toContain('a\uFFFDb');
    expect(record).toMatchObject({ status: 'ok', provider: 'bad' });
  });
});

it('an answer that brings a second one with it does not leak into the next request', async () => {
  const poisoned = head('application/json', wholeAnswer('poison').body);
  conduct = (socket) => socket.write(head('application/json', wholeAnswer('first').body) + poisoned);
  const gateway = openGateway();
  expect((await gateway.ask()).text).toContain('first');
  conduct = (socket) => socket.write(head('application/json', wholeAnswer('second').body));
  const { text } = await gateway.ask();
  expect(text).toContain('second');
  expect(text).not.toContain('poison');
});

it('headers of the provider stay with the provider: neither the caller nor the next attempt sees them', async () => {
  const loud = [
    'set-cookie: session=theirs',
    'x-understudy-provider: forged',
    'x-secret: theirs',
    'connection: x-secret',
  ];
  conduct = (socket) => socket.write(head('application/json', wholeAnswer('ok').body, loud));
  const { reply } = await openGateway().ask();
  expect(reply.headers['x-understudy-provider']).toBe('bad');
  expect(Object.keys(reply.headers).filter((name) => !/^(content-type|x-understudy-.*)$/.test(name))).toEqual(
    [],
  );
});

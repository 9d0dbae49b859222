import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { UpstreamError } from '#lib/gateway/errors.ts';
import { createTransport } from './transport.ts';

const open: { close(): unknown }[] = [];
const transport = () => {
  const made = createTransport();
  open.push(made);
  return made;
};

afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()));
});

async function provider(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; server: Server }> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/x?y=1`, server };
}

const options = (signal = new AbortController().signal) => ({
  signal,
  connectTimeoutMs: 1_000,
  allowPrivateNetwork: true,
  freshConnection: false,
});
const post = (url: string) => ({
  method: 'POST' as const,
  url,
  headers: { 'content-type': 'text/plain' },
  body: 'ping',
});

async function text(body: AsyncIterable<Uint8Array>): Promise<string> {
  let all = '';
  for await (const piece of body) all += Buffer.from(piece).toString();
  return all;
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable(),
    (error: unknown) => (error instanceof UpstreamError ? error : expect.unreachable()),
  );

describe('the transport', () => {
  it('sends method, path, headers and body, and gives back head and body', async () => {
    const { url } = await provider((request, response) => {
      request.setEncoding('utf8').on('data', (body) => {
        response.writeHead(201, { 'x-seen': `${request.method} ${request.url} ${body}` });
        response.end('pong');
      });
    });
    const answer = await transport().send(post(url), options());
    expect(answer.status).toBe(201);
    expect(answer.headers['x-seen']).toBe('POST /v1/x?y=1 ping');
    expect(await text(answer.body)).toBe('pong');
  });

  it('uses connections again for calls that follow each other, and a new one when asked', async () => {
    let connections = 0;
    const { url, server } = await provider((_, response) => void response.end('ok'));
    server.on('connection', () => {
      connections += 1;
    });
    const network = transport();
    for (let call = 0; call < 20; call += 1) await text((await network.send(post(url), options())).body);
    // A pool may open a second one when a call starts in the very turn in which the last one ended.
    expect(connections).toBeLessThanOrEqual(2);
    const before = connections;
    await text((await network.send(post(url), { ...options(), freshConnection: true })).body);
    expect(connections).toBe(before + 1);
  });

  it('says connection_failed when nobody listens, without the address', async () => {
    const { url, server } = await provider(() => {});
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(transport().send(post(url), options()));
    expect(error.kind).toBe('connection_failed');
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.message).not.toContain('127.0.0.1');
  });

  it('says connection_failed when the connection is reset before the head', async () => {
    const server = createSocketServer((socket) => void socket.on('data', () => socket.resetAndDestroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect((await failure(transport().send(post(url), options()))).kind).toBe('connection_failed');
  });

  it('fails the body when the connection is cut in the middle of it', async () => {
    const { url } = await provider((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    const answer = await transport().send(post(url), options());
    expect((await failure(text(answer.body))).kind).toBe('stream_interrupted');
  });

  it('tears the connection down at once when the signal is aborted, before and after the head', async () => {
    for (const sendHead of [false, true]) {
      const closed = Promise.withResolvers<void>();
      const arrived = Promise.withResolvers<void>();
      const { url } = await provider((request, response) => {
        request.socket.on('close', () => closed.resolve());
        if (sendHead) response.writeHead(200).write('x');
        arrived.resolve();
      });
      const controller = new AbortController();
      const sent = transport().send(post(url), options(controller.signal));
      await arrived.promise;
      const reason = new UpstreamError('timeout', 'too late');
      if (sendHead) {
        const { body } = await sent;
        const reading = failure(text(body));
        controller.abort(reason);
        expect(await reading).toBe(reason);
      } else {
        controller.abort(reason);
        expect(await failure(sent)).toBe(reason);
      }
      await closed.promise;
    }
  });

  it('closes the connection when the reader leaves early', async () => {
    const closed = Promise.withResolvers<void>();
    const { url } = await provider((request, response) => {
      request.socket.on('close', () => closed.resolve());
      response.writeHead(200).write('x');
    });
    const { body } = await transport().send(post(url), options());
    for await (const _ of body) break;
    await closed.promise;
  });

  it('holds a fast provider back while nobody reads, instead of keeping everything', async () => {
    let written = 0;
    const chunk = Buffer.alloc(64 * 1024);
    const { url } = await provider((_, response) => {
      const more = () => {
        for (;;) {
          written += chunk.length;
          if (written > 200 * 1024 * 1024 || !response.write(chunk)) break;
        }
        response.once('drain', more);
      };
      response.writeHead(200);
      more();
    });
    const { body } = await transport().send(post(url), options());
    const reader = body[Symbol.asyncIterator]();
    await reader.next();
    let before = -1;
    // Settles when the sockets' buffers are full; a bound keeps a broken pause from running for ever.
    for (let turn = 0; turn < 100 && before !== written; turn += 1) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(written).toBeLessThan(50 * 1024 * 1024);
    await reader.return?.();
  });

  it.each(['http://127.0.0.1:1/', 'http://[::1]:1/', 'http://10.0.0.1/', 'http://localhost:1/'])(
    'does not call %s unless private networks are allowed',
    async (url) => {
      const error = await failure(transport().send(post(url), { ...options(), allowPrivateNetwork: false }));
      expect(error.message).toContain('allow_private_network');
    },
  );

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:169.254.169.254]/',
    'http://0.0.0.0:1/',
  ])('never calls %s', async (url) => {
    expect((await failure(transport().send(post(url), options()))).message).toContain('private or reserved');
  });
});

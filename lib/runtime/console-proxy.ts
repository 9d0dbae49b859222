import { Agent, type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { consoleUnavailable } from './console-unavailable.ts';
import { forwardedHeaders, hopByHopFree } from './forwarded-headers.ts';

/** Passes calls on to the console process behind a private socket. */
export interface ConsoleProxy {
  handle(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** `socketPath` gives where the console listens now, null while it does not. */
export function createConsoleProxy(socketPath: () => string | null): ConsoleProxy {
  const agent = new Agent({ keepAlive: true });

  const pass = (incoming: IncomingMessage, path: string, extra: readonly string[] = []): ClientRequest =>
    request({
      socketPath: path,
      agent: extra.length === 0 ? agent : false,
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: [...forwardedHeaders(incoming), ...extra],
      setHost: false,
    });

  return {
    handle(incoming, response) {
      const path = socketPath();
      if (path === null) return consoleUnavailable(incoming, response);
      const outgoing = pass(incoming, path);
      outgoing.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.statusMessage, hopByHopFree(answer.rawHeaders));
        answer.pipe(response);
        answer.on('error', () => response.destroy());
      });
      outgoing.on('error', () => {
        if (response.headersSent) response.destroy();
        else consoleUnavailable(incoming, response);
      });
      // The caller has gone: the console need not finish.
      response.on('close', () => {
        if (!response.writableFinished) outgoing.destroy();
      });
      incoming.pipe(outgoing);
    },

    upgrade(incoming, socket, head) {
      const path = socketPath();
      const protocol = incoming.headers.upgrade;
      socket.on('error', () => socket.destroy());
      if (path === null || protocol === undefined) return socket.destroy();
      const outgoing = pass(incoming, path, ['connection', 'upgrade', 'upgrade', protocol]);
      outgoing.on('upgrade', (answer, upstream, upstreamHead) => {
        socket.write(headOf(answer));
        join(socket, upstream, { head, upstreamHead });
      });
      outgoing.on('response', () => socket.destroy());
      outgoing.on('error', () => socket.destroy());
      outgoing.end();
    },

    close: () => agent.destroy(),
  };
}

/** The answer to an upgrade goes back as it came: its hop-by-hop headers are the point of it. */
function headOf(answer: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    lines.push(`${answer.rawHeaders[index]}: ${answer.rawHeaders[index + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function join(socket: Duplex, upstream: Duplex, heads: { head: Buffer; upstreamHead: Buffer }): void {
  upstream.on('error', () => socket.destroy());
  upstream.on('close', () => socket.destroy());
  socket.on('close', () => upstream.destroy());
  if (heads.head.length > 0) upstream.write(heads.head);
  if (heads.upstreamHead.length > 0) socket.write(heads.upstreamHead);
  socket.pipe(upstream).pipe(socket);
}

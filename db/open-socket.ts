import { createConnection, type Socket } from 'node:net';

/** Where a database listens, as postgres.js says it: `path` is a Unix socket, or false when there is none. */
export interface Endpoint {
  readonly path?: string | false | undefined;
  readonly host: readonly string[];
  readonly port: readonly number[];
}

/** Bounds of one connection, in milliseconds. */
export interface SocketBounds {
  readonly connectTimeoutMs: number;
  /** A connection that is silent for this long is closed; 0 = never. */
  readonly silenceTimeoutMs: number;
}

/**
 * Opens a connection that cannot hang: a host that swallows packets, or a server that stops answering in the middle
 * of a query, ends in an error within the bounds. Hosts are tried in order.
 */
export async function openSocket(endpoint: Endpoint, bounds: SocketBounds): Promise<Socket> {
  if (endpoint.path) return connect({ path: endpoint.path }, bounds);
  let failure: unknown = new Error('The database URL names no host.');
  for (const [index, host] of endpoint.host.entries()) {
    try {
      // postgres.js reads `host` to check the certificate of a TLS server.
      return Object.assign(await connect({ host, port: endpoint.port[index] ?? 5432 }, bounds), { host });
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function connect(
  where: { path: string } | { host: string; port: number },
  bounds: SocketBounds,
): Promise<Socket> {
  const name = 'path' in where ? where.path : `${where.host}:${where.port}`;
  return new Promise((resolve, reject) => {
    const socket = createConnection({ ...where, noDelay: true });
    const giveUp = (reason: string) =>
      socket.destroy(new DatabaseTimeout(`The database at ${name} ${reason}.`));
    const connectTimer = setTimeout(
      () => giveUp(`did not accept a connection within ${bounds.connectTimeoutMs} ms`),
      bounds.connectTimeoutMs,
    );
    socket.once('error', reject);
    socket.once('close', () => clearTimeout(connectTimer));
    socket.once('connect', () => {
      clearTimeout(connectTimer);
      socket.off('error', reject);
      if (bounds.silenceTimeoutMs > 0) {
        watchSilence(socket, bounds.silenceTimeoutMs / 2, () => giveUp('has fallen silent'));
      }
      resolve(socket);
    });
  });
}

/**
 * Calls back when no byte went either way for two checks. Reads counters, since postgres.js takes every listener off
 * the socket when it starts TLS on it, that of the socket's own timeout included.
 */
function watchSilence(socket: Socket, checkEveryMs: number, onSilence: () => void): void {
  let seen = 0;
  let quietChecks = 0;
  const timer = setInterval(() => {
    const bytes = socket.bytesRead + socket.bytesWritten;
    quietChecks = bytes === seen ? quietChecks + 1 : 0;
    seen = bytes;
    if (!socket.destroyed && quietChecks >= 2) onSilence();
    if (socket.destroyed) clearInterval(timer);
  }, checkEveryMs).unref();
}

/** The database did not answer in time. `code` is Node's own, as with a connection that the system gave up. */
class DatabaseTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

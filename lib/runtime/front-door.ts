import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Drain, watchConnections } from './drain-server.ts';
import { earlyRefusal } from './early-refusal.ts';
import { refuseMalformed } from './refuse-malformed.ts';

/** Answers a call on `node:http`. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Who answers what arrives at the door. */
export interface Household {
  /** By the path of the call, without its query. */
  listenerFor(path: string): Listener | null;
  /** Null where nothing speaks another protocol: then a wish to, such as h2c, is passed over and the call answered. */
  readonly upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | null;
}

/** The port that the process owns. */
export interface FrontDoor extends Drain {
  /** `http://HOST:PORT`, with the real port. */
  readonly url: string;
  /** Says why it takes long, to those who ask before anybody is admitted. */
  announce(sentence: string): void;
  /** Replaces the "starting" answers by the real thing. */
  admit(household: Household): void;
}

/**
 * Takes the port, first of all, so that a taken one is known before anything else is started. Until somebody is
 * admitted, callers are told to come back.
 * @throws Error with a sentence that names the port and its variable.
 */
export async function openFrontDoor(place: { host: string; port: number }): Promise<FrontDoor> {
  let household: Household | null = null;
  let sentence = 'The gateway is starting.';
  const server = createServer((request, response) => {
    request.url = originForm(request.url ?? '/');
    const [path = '/'] = request.url.split('?', 1);
    const listener = household?.listenerFor(path) ?? starting(sentence);
    listener(request, response);
  });
  // Longer than the idle time of the load balancers in front, which else send a call into a closing connection.
  server.keepAliveTimeout = 65_000;
  server.on('clientError', refuseMalformed);
  const connections = watchConnections(server);
  const port = await listen(server, place);
  return {
    ...connections,
    url: `http://${place.host.includes(':') ? `[${place.host}]` : place.host}:${port}`,
    announce(given) {
      sentence = `The gateway is starting. ${given}`;
    },
    admit(given) {
      household = given;
      if (given.upgrade !== null) server.on('upgrade', given.upgrade);
    },
  };
}

/** A caller that takes us for its proxy sends a whole URL (RFC 9112, 3.2.2). */
function originForm(url: string): string {
  if (url.startsWith('/')) return url;
  const parsed = URL.parse(url);
  return parsed === null ? '/' : `${parsed.pathname}${parsed.search}`;
}

/** The process is up and not ready: the one body serves health checks and API clients alike. */
const starting =
  (sentence: string): Listener =>
  (request, response) => {
    if (request.url === '/healthz') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"status":"ok"}');
      return;
    }
    const { requestId, error } = earlyRefusal({ code: 'not_ready', message: sentence, type: 'api_error' });
    response.writeHead(503, {
      'content-type': 'application/json',
      'retry-after': '1',
      'x-understudy-request-id': requestId,
    });
    response.end(JSON.stringify({ status: 'unavailable', reasons: [sentence], error }));
  };

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(whyNot(error, host, port))));
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
  });
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program. Stop it, or set PORT to another one.`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is no address of this machine. Set HOST to one that is, or to 0.0.0.0 for all of them.`;
    default:
      return `Listening on port ${port} of ${host} failed: ${error.message}. PORT and HOST say where.`;
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallBody, Gateway, GatewayCall, GatewayReply } from '#lib/gateway/gateway-call.ts';
import { maxBodyBytes } from './request-limits.ts';

/** The core on `node:http`: the fast mount. The returned listener never throws and never rejects. */
export function mountOnNode(gateway: Gateway): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    serve(gateway, request, response).catch(() => response.destroy());
  };
}

async function serve(gateway: Gateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const caller = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) caller.abort();
  });
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  const call: GatewayCall = {
    method: request.method ?? 'GET',
    path: query < 0 ? url : url.slice(0, query),
    headers: request.headers as GatewayCall['headers'],
    async readBody() {
      const body = await readBody(request);
      // What was not read of an oversize body stays in the socket: it cannot carry another request.
      if (body === 'too_large') response.shouldKeepAlive = false;
      return body;
    },
    signal: caller.signal,
  };
  await writeReply(await gateway(call), response);
}

async function writeReply(reply: GatewayReply, response: ServerResponse): Promise<void> {
  if (reply.body instanceof Uint8Array) {
    response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length });
    response.end(reply.body);
    return;
  }
  response.writeHead(reply.status, reply.headers);
  // Leaving the loop, also by a caller who has gone, ends the upstream call.
  for await (const chunk of reply.body) {
    if (response.destroyed) break;
    if (!response.write(chunk)) await drained(response);
  }
  response.end();
}

/** The whole body; `too_large` as soon as it is clear that it is; `incomplete` when the caller left while sending. */
async function readBody(request: IncomingMessage): Promise<CallBody> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return 'too_large';
  const pieces: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    request.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size <= maxBodyBytes) return pieces.push(piece);
      request.pause();
      request.removeAllListeners('data');
      return resolve('too_large');
    });
    request.on('end', () => resolve(Buffer.concat(pieces)));
    request.on('error', () => resolve('incomplete'));
    request.on('close', () => resolve('incomplete'));
  });
}

/** Waits until the caller has read enough, or has gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

import type { CallBody, Gateway, GatewayReply } from '#lib/gateway/gateway-call.ts';
import { maxBodyBytes } from './request-limits.ts';

/** The core on web `Request` and `Response`: the mount of Next's route handlers. */
export function mountOnWeb(gateway: Gateway): (request: Request) => Promise<Response> {
  return async (request) => {
    const reply = await gateway({
      method: request.method,
      path: new URL(request.url).pathname,
      headers: Object.fromEntries(request.headers),
      readBody: () => readBody(request),
      signal: request.signal,
    });
    return new Response(toBody(reply), { status: reply.status, headers: reply.headers });
  };
}

async function readBody(request: Request): Promise<CallBody> {
  if (request.body === null) return new Uint8Array();
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) return 'too_large';
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of request.body) {
      size += piece.length;
      if (size > maxBodyBytes) return 'too_large';
      pieces.push(piece);
    }
  } catch {
    // The caller left while sending.
    return 'incomplete';
  }
  return Buffer.concat(pieces);
}

function toBody({ body }: GatewayReply): BodyInit {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  const chunks = body[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

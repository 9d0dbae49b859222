import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { earlyRefusal } from './early-refusal.ts';

/** What Node's HTTP parser could not read, by its error code. */
const refusals: Readonly<Record<string, { status: number; code: string; message: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers_too_large',
    message: 'The headers of this request are larger than 16 KiB.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request_timeout',
    message: 'The request did not arrive in time.',
  },
};

const malformed = {
  status: 400,
  code: 'invalid_request_error',
  message: 'This is not a well-formed HTTP request.',
};

/** Answers a request that never became one. There is no response object yet: the bytes are written by hand. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, code, message } = refusals[error.code ?? ''] ?? malformed;
  const { requestId, error: refusal } = earlyRefusal({ code, message, type: 'invalid_request_error' });
  const body = JSON.stringify({ error: refusal });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-understudy-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

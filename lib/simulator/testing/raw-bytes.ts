import { connect } from 'node:net';
import type { DialectId } from '../scenario/names.ts';
import { smallestChat } from './ask.ts';

interface RawChat {
  readonly scenario: string;
  readonly dialect: DialectId;
  readonly stream: boolean;
  /** Leaves once so many bytes have come. */
  readonly limit?: number;
}

const longestMs = 5_000;

/** Sends the smallest chat request on a socket of its own and gives every byte that came back, the head included. */
export function rawBytes(
  origin: string,
  { scenario, dialect, stream, limit = Number.POSITIVE_INFINITY }: RawChat,
): Promise<Buffer> {
  const { hostname, port } = new URL(origin);
  const chat = smallestChat(dialect, stream);
  const body = JSON.stringify(chat.body);
  const headers = {
    host: hostname,
    connection: 'close',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...chat.headers,
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const socket = connect(Number(port), hostname);
    const timer = setTimeout(() => socket.destroy(new Error('The simulator did not finish.')), longestMs);
    socket.on('data', (piece: Buffer) => {
      pieces.push(piece);
      size += piece.length;
      if (size >= limit) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(pieces));
    });
    socket.write(`POST /${scenario}${chat.path} HTTP/1.1\r\n${head.join('')}\r\n${body}`);
  });
}

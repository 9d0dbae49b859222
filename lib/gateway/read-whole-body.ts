import { UpstreamError } from './errors.ts';

/** Collects a body. @throws UpstreamError `server_error` beyond `maxBytes`; leaving the loop closes the connection. */
export async function readWholeBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > maxBytes)
      throw new UpstreamError('server_error', `The provider sent more than ${maxBytes} bytes.`);
    pieces.push(piece);
  }
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

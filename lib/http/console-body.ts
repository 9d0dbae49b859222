import { ConsoleError } from '../console/error/console-error.ts';

/** Larger than any form or configuration document, small enough to hold in memory. */
const maxBodyBytes = 1024 * 1024;

/**
 * The JSON of a write. An empty body is `undefined`: not every write has one.
 * @throws ConsoleError `payload_too_large` above 1 MiB, `invalid` when it is not JSON.
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  const bytes = await readBytes(request, maxBodyBytes);
  if (bytes === null) throw new ConsoleError('payload_too_large', 'The body is larger than 1 MiB.');
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ConsoleError('invalid', 'The body is not JSON.');
  }
}

/** A whole body; null when it is larger than `limit`: reading stops there, whatever `content-length` claims. */
export async function readBytes(request: Request, limit: number): Promise<Buffer<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

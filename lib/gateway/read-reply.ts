import type { UpstreamReply } from './adapters/adapter.ts';
import { asInterruption } from './answer-stream.ts';
import { UpstreamError } from './errors.ts';
import type { UpstreamResponse } from './ports.ts';
import { readWholeBody } from './read-whole-body.ts';

/** Waits for the provider under the limits of its call. */
export type Wait = (work: () => Promise<Uint8Array>) => Promise<Uint8Array>;

/** An error body larger than this says no more. Bytes. */
const maxErrorBytes = 256 * 1024;

/** A response with all of its body. @throws UpstreamError when it breaks off, is larger than `maxBytes` or comes too late. */
export async function readReply(
  response: UpstreamResponse,
  maxBytes: number,
  wait: Wait,
): Promise<UpstreamReply> {
  const bytes = await wait(() => readWholeBody(response.body, maxBytes)).catch(asInterruption);
  return { status: response.status, headers: response.headers, body: new TextDecoder().decode(bytes) };
}

/**
 * A response that is an error. A body that breaks off, does not end or is compressed says nothing: then its status is judged.
 * @throws UpstreamError when the time was over or the caller left.
 */
export async function readErrorReply(response: UpstreamResponse, wait: Wait): Promise<UpstreamReply> {
  const { status, headers } = response;
  const unreadable = { status, headers, body: '', unreadable: true } as const;
  try {
    const reply = await readReply(response, maxErrorBytes, wait);
    return isCompressed(response) ? unreadable : reply;
  } catch (error) {
    if (error instanceof UpstreamError && brokenKinds.has(error.kind)) return unreadable;
    throw error;
  }
}

/** Whether the body is encoded, which no request asks for. */
export const isCompressed = ({ headers }: UpstreamResponse) =>
  (headers['content-encoding'] ?? 'identity') !== 'identity';

const brokenKinds: ReadonlySet<UpstreamError['kind']> = new Set(['stream_interrupted', 'server_error']);

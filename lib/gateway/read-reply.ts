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
 * A response that is an error. A body that breaks off or does not end says nothing: then its status alone is judged.
 * @throws UpstreamError when the time was over or the caller left.
 */
export async function readErrorReply(response: UpstreamResponse, wait: Wait): Promise<UpstreamReply> {
  try {
    return await readReply(response, maxErrorBytes, wait);
  } catch (error) {
    if (!(error instanceof UpstreamError) || !unreadable.has(error.kind)) throw error;
    // Not empty: some providers mean something by that.
    return { status: response.status, headers: response.headers, body: 'unreadable' };
  }
}

const unreadable: ReadonlySet<UpstreamError['kind']> = new Set(['stream_interrupted', 'server_error']);

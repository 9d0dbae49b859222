import { type Dispatcher, request } from 'undici';
import type { AskOptions } from '../row.ts';
import { leftSight, readSeen, type Seen } from '../seen.ts';

/** A call over real sockets. */
export interface RealCall {
  readonly url: string;
  readonly key: string;
  readonly body: unknown;
  readonly options: AskOptions;
  readonly dispatcher: Dispatcher;
}

const now = () => performance.timeOrigin + performance.now();

/** Calls as an application would, and leaves when it is told to. Never throws. */
export async function askGateway({ url, key, body, options, dispatcher }: RealCall): Promise<Seen> {
  const { leaves } = options;
  const caller = new AbortController();
  const startedMs = now();
  let endedMs = startedMs;
  const leave = () => {
    endedMs = now();
    caller.abort();
  };
  const timer = leaves !== undefined && 'afterMs' in leaves ? setTimeout(leave, leaves.afterMs) : undefined;
  let requestId: string | null = null;
  let seen: { status: number; headers: Record<string, string | undefined> } | null = null;
  let text = '';
  let brokenBy: string | null = null;
  try {
    const reply = await request(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...options.headers },
      body: JSON.stringify(body),
      signal: caller.signal,
      dispatcher,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    seen = { status: reply.statusCode, headers: flat(reply.headers) };
    requestId = seen.headers['x-understudy-request-id'] ?? null;
    const decoder = new TextDecoder();
    const pieces: string[] = [];
    for await (const piece of reply.body) {
      pieces.push(decoder.decode(piece as Uint8Array, { stream: true }));
      if (leaves !== undefined && 'after' in leaves && /"content":"[^"]/.test(pieces.join(''))) leave();
    }
    text = pieces.join('');
  } catch (error) {
    brokenBy = error instanceof Error ? error.message : String(error);
  }
  clearTimeout(timer);
  if (caller.signal.aborted) return leftSight({ startedMs, endedMs, requestId });
  endedMs = now();
  const { status, headers } = seen ?? { status: 0, headers: {} };
  return readSeen({ status, headers, body: text, brokenBy, startedMs, endedMs });
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

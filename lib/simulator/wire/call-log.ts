import type { DialectId, OperationName } from '../scenario/names.ts';

/** One call that reached the simulator. Times are Unix milliseconds. */
export interface SimulatedCall {
  readonly at: number;
  readonly method: string;
  /** With scenario, dialect and query; a key in the query is masked. */
  readonly path: string;
  readonly scenario: string;
  /** Null when the path belongs to no dialect. */
  readonly dialect: DialectId | null;
  /** Null when the provider has no such path. */
  readonly operation: OperationName | null;
  readonly model: string | null;
  readonly stream: boolean;
  /** Lower-case names; credentials show their last four characters at most. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or the text when it is not JSON; null when there was none or the log dropped it for its size. */
  readonly body: unknown;
  /** Place in the scenario's list of the fault that applied, or null. */
  readonly fault: number | null;
  /** The client left before the reply was complete. */
  readonly aborted: boolean;
  /** From arrival to the client's leaving. */
  readonly abortedAfterMs: number | null;
  /** When the reply was complete or the connection gone; null while open. */
  readonly finishedAt: number | null;
  /** Null when no head was sent. */
  readonly status: number | null;
}

/** A call while it is being served; `headers` and `path` still hold secrets. */
export interface OpenCall {
  readonly at: number;
  readonly startedMs: number;
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  scenario: string;
  dialect: DialectId | null;
  operation: OperationName | null;
  model: string | null;
  stream: boolean;
  body: unknown;
  bodyBytes: number;
  /** Still among those that the log keeps. */
  isLogged: boolean;
  fault: number | null;
  abortedAfterMs: number | null;
  finishedAt: number | null;
  status: number | null;
}

export interface CallLog {
  add(call: OpenCall): void;
  /** Keeps the body as long as the bodies of newer calls leave room for it. */
  keepBody(call: OpenCall, body: unknown, bytes: number): void;
  /** Oldest first, secrets masked. */
  list(): SimulatedCall[];
  clear(): void;
}

const maxBodyBytes = 16 * 1024 * 1024;

/** The last `capacity` calls; bodies take at most 16 MiB of request text together. */
export function createCallLog(capacity: number): CallLog {
  let kept: OpenCall[] = [];
  let first = 0;
  /** Those whose body is kept, in the order in which bodies arrived. */
  const withBody = new Set<OpenCall>();
  let bytes = 0;

  const dropBody = (call: OpenCall) => {
    if (!withBody.delete(call)) return;
    bytes -= call.bodyBytes;
    call.body = null;
  };
  const forget = (call: OpenCall | undefined) => {
    if (call === undefined) return;
    dropBody(call);
    call.isLogged = false;
  };

  return {
    add(call) {
      call.isLogged = true;
      kept.push(call);
      if (kept.length - first > capacity) {
        forget(kept[first]);
        first += 1;
      }
      if (first > capacity) {
        kept = kept.slice(first);
        first = 0;
      }
    },
    keepBody(call, body, size) {
      if (size > maxBodyBytes || !call.isLogged) return;
      call.body = body;
      call.bodyBytes = size;
      withBody.add(call);
      bytes += size;
      for (const oldest of withBody) {
        if (bytes <= maxBodyBytes) break;
        dropBody(oldest);
      }
    },
    list: () => kept.slice(first).map(publish),
    clear() {
      for (const call of kept.slice(first)) forget(call);
      kept = [];
      first = 0;
    },
  };
}

function publish(call: OpenCall): SimulatedCall {
  return {
    at: call.at,
    method: call.method,
    path: call.url.replace(/([?&]key=)([^&]*)/g, (_, name: string, key: string) => name + mask(key)),
    scenario: call.scenario,
    dialect: call.dialect,
    operation: call.operation,
    model: call.model,
    stream: call.stream,
    headers: maskHeaders(call.rawHeaders),
    body: call.body,
    fault: call.fault,
    aborted: call.abortedAfterMs !== null,
    abortedAfterMs: call.abortedAfterMs,
    finishedAt: call.finishedAt,
    status: call.status,
  };
}

const secretHeaders = new Set([
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'cookie',
]);

function maskHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    const shown = secretHeaders.has(name) ? value.replace(/\S+$/, mask) : value;
    headers[name] = name in headers ? `${headers[name]}, ${shown}` : shown;
  }
  return headers;
}

/** Enough to tell two credentials apart, too little to use one. */
function mask(secret: string): string {
  return secret.length < 12 ? '***' : `***${secret.slice(-4)}`;
}

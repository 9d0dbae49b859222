import { request } from 'node:http';

/** What a client saw of a reply, byte by byte. */
export interface RawReply {
  /** Null when no head came. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Pieces as the network delivered them. */
  readonly pieces: readonly string[];
  /** `complete` = HTTP's own end came; `left` = the client stopped waiting; else the socket's error code. */
  readonly fate: string;
}

export interface RawCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Leaves after this long, whatever came. */
  readonly leaveAfterMs?: number;
  /** Leaves when nothing more came for this long after the head. */
  readonly quietMs?: number;
}

const longestMs = 5_000;

/** Calls without a client library in between, on a connection of its own. Never throws. */
export function rawCall(url: string, call: RawCall = {}): Promise<RawReply> {
  return new Promise((resolve) => {
    const pieces: string[] = [];
    let status: number | null = null;
    let headers: RawReply['headers'] = {};
    const method = call.method ?? (call.body === undefined ? 'GET' : 'POST');
    const outgoing = request(url, { method, agent: false, headers: { ...call.headers } });
    const settle = (fate: string) => {
      clearTimeout(timer);
      resolve({ status, headers, pieces, body: pieces.join(''), fate });
    };
    const leave = () => {
      settle('left');
      outgoing.destroy();
    };
    let timer = setTimeout(leave, call.leaveAfterMs ?? longestMs);
    const isAlive = () => {
      if (call.quietMs === undefined) return;
      clearTimeout(timer);
      timer = setTimeout(leave, call.quietMs);
    };
    outgoing.on('response', (incoming) => {
      isAlive();
      status = incoming.statusCode ?? null;
      headers = incoming.headers;
      incoming.setEncoding('utf8');
      incoming.on('data', (piece: string) => {
        isAlive();
        pieces.push(piece);
      });
      incoming.on('end', () => settle('complete'));
      incoming.on('error', (error) => settle(codeOf(error)));
    });
    outgoing.on('error', (error) => settle(codeOf(error)));
    outgoing.end(call.body);
  });
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

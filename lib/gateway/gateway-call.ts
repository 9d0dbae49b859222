/** The whole body, empty when there is none; or why there is none to be had. */
export type CallBody = Uint8Array | 'too_large' | 'incomplete';

/** One HTTP request as the core sees it, whichever server received it. */
export interface GatewayCall {
  readonly method: string;
  /** Path without the query string, e.g. `/v1/chat/completions`. */
  readonly path: string;
  /** Lower-case names; a repeated header is joined with `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Reads the body, once. Not before the caller is known: a stranger's bytes are never kept. */
  readBody(): Promise<CallBody>;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

/** The core's answer: a whole body, or chunks as they come. */
export interface GatewayReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** The core as one function; mounts hand it calls and write its replies. */
export type Gateway = (call: GatewayCall) => Promise<GatewayReply>;

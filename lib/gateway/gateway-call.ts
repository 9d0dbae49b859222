/** One HTTP request as the core sees it, whichever server received it. */
export interface GatewayCall {
  readonly method: string;
  /** Path without the query string, e.g. `/v1/chat/completions`. */
  readonly path: string;
  /** Lower-case names; a repeated header is joined with `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The whole body; empty when there is none; `too_large` when the mount stopped reading at its limit. */
  readonly body: Uint8Array | 'too_large';
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

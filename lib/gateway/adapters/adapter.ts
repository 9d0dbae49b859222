import type { UpstreamError } from '../errors.ts';
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionRequest,
} from '../schema/chat-completion.ts';
import type { SseEvent } from '../stream/sse-event.ts';

/** An HTTP request to a provider, ready to send. Built afresh per attempt, from nothing of another attempt. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute URL. */
  readonly url: string;
  /** Lower-case names; only what this provider needs. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Where an attempt goes and with which credential. The secret is handed over ready to use. */
export interface UpstreamAddress {
  /** The provider's base URL, version path included, without a trailing slash. */
  readonly baseUrl: string;
  readonly secret: string;
}

/** What `encodeRequest` translates. */
export interface EncodeInput extends UpstreamAddress {
  readonly request: ChatCompletionRequest;
  /** The model as this provider names it; replaces `request.model`. */
  readonly model: string;
  /** The model's output limit in tokens, when known; for providers that require a limit on each call. */
  readonly maxOutputTokens: number | null;
}

/** Facts of the attempt that an answer needs and the provider may not repeat. */
export interface DecodeContext {
  readonly request: ChatCompletionRequest;
  readonly model: string;
  /** Unix milliseconds, handed in: adapters have no clock. */
  readonly nowMs: number;
  /** Told when an answer in OpenAI's own format had to be put right: then its bytes must not pass as they are. */
  readonly onRepair?: () => void;
}

/** A complete provider answer with a 2xx status. Header names are lower case. */
export interface UpstreamReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body decoded as UTF-8. */
  readonly body: string;
  /** The body broke off, did not end or is compressed: nobody knows who wrote it, and `body` is empty. */
  readonly unreadable?: true;
}

/** Turns one provider stream into canonical chunks. Holds state; made afresh for each stream. */
export interface StreamDecoder {
  /**
   * Translates one event into zero or more canonical chunks (role first, then deltas, then finish reason,
   * then usage in a chunk with empty `choices`).
   * @throws UpstreamError for an in-band error event. An event that is not JSON throws `SyntaxError`; the relay skips it.
   */
  decode(event: SseEvent): ChatCompletionChunk[];
  /**
   * Called when the provider closed the stream; yields what was still held back.
   * @throws UpstreamError `stream_interrupted` when the provider's own end mark never came.
   */
  end(): ChatCompletionChunk[];
}

/**
 * The whole contract of a provider: four pure translations. No fetch, no clock, no database.
 * A new provider is one file that exports one of these, and one line in the registry.
 */
export interface Adapter {
  /** The word used for `adapter:` in the configuration file. */
  readonly id: string;
  /** The provider's name as people write it. */
  readonly label: string;
  /** The documented base URL, version path included; null when every installation has its own. */
  readonly defaultBaseUrl: string | null;
  /** Whether answers come in OpenAI's own wire format, so that bytes can pass as they are. */
  readonly nativeOpenAi: boolean;
  /** @throws UpstreamError `invalid_request` when the request cannot be expressed for this provider. */
  encodeRequest(input: EncodeInput): UpstreamRequest;
  /** @throws UpstreamError when a 2xx body is an error, is empty or is not what the provider documents. */
  decodeResponse(reply: UpstreamReply, context: DecodeContext): ChatCompletion;
  decodeStream(context: DecodeContext): StreamDecoder;
  /** Classifies a non-2xx reply. Never throws: an unreadable body is judged by its status. `nowMs` dates `retry-after`. */
  decodeError(reply: UpstreamReply, nowMs: number): UpstreamError;
  /** Fields of the request that this provider and model would not heed, by name; for callers who require each of theirs. */
  ignoredParameters(request: ChatCompletionRequest, model: string): readonly string[];
  /** A call that costs nothing, proves that the credential works, and keeps a connection warm (the model list). */
  encodeHealthCheck(address: UpstreamAddress): UpstreamRequest;
}

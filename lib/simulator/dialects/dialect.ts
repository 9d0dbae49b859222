import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../answer/answer.ts';
import type { Prompt } from '../answer/prompt.ts';
import type { DialectId, ErrorKind, OperationName } from '../scenario/names.ts';

/** What a path asks for. `model` and `stream` are there when the path itself says them (Gemini). */
export interface Operation {
  readonly name: OperationName;
  readonly model?: string;
  readonly stream?: boolean;
  /** Gemini without `alt=sse` streams one JSON array. */
  readonly streamAs?: 'events' | 'array';
}

/** One call, decoded as far as every dialect needs it. */
export interface DialectCall {
  readonly operation: Operation;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body; undefined when there is none or it is not JSON. */
  readonly body: unknown;
}

/** Facts of one answer that the wire shows beside the answer itself. */
export interface AnswerFacts {
  readonly prompt: Prompt;
  /** Letters and digits, different for every call. */
  readonly uniqueId: string;
  /** Unix milliseconds. */
  readonly nowMs: number;
  readonly streamAs: 'events' | 'array';
}

/** A streamed answer as text, cut where a scenario may want to interfere. */
export interface StreamScript {
  readonly contentType: string;
  /** Everything before the first token. */
  readonly head: string;
  /** One entry per token, each complete in itself. */
  readonly tokens: readonly string[];
  /** From the last token up to the end mark. */
  readonly finish: string;
  /** What tells the client that the answer is complete. */
  readonly endMark: string;
  /** An event whose data is not JSON. */
  readonly malformed: string;
}

/** What embeddings are asked for. */
export interface EmbeddingRequest {
  readonly model: string;
  readonly inputs: readonly string[];
  readonly dimensions: number;
  /** `single` = one vector by itself (Gemini's `embedContent`); `base64` = a list of little-endian float32. */
  readonly form: 'single' | 'list' | 'base64';
}

/** How a provider takes and gives embeddings. */
export interface EmbeddingDialect {
  /** @throws NativeRefusal when the provider would answer 400. */
  read(call: DialectCall): EmbeddingRequest;
  write(request: EmbeddingRequest, vectors: readonly number[][]): unknown;
}

/** A provider's wire format: paths, credential, request in, answer out. Errors are in `errors.ts`. */
export interface Dialect {
  readonly id: DialectId;
  /** Null when the provider has no such path. `path` starts after the version, e.g. `/chat/completions`. */
  operation(method: string, path: string, query: string): Operation | null;
  /** The credential as sent; null when there is none. */
  secret(headers: IncomingHttpHeaders, query: string): string | null;
  /** @throws NativeRefusal when the provider would answer 400. */
  readPrompt(call: DialectCall): Prompt;
  whole(answer: Answer, facts: AnswerFacts): unknown;
  stream(answer: Answer, facts: AnswerFacts): StreamScript;
  /** Null when the provider has none. */
  readonly embeddings: EmbeddingDialect | null;
  countTokens(tokens: number): unknown;
  modelList(models: readonly string[]): unknown;
  model(id: string): unknown;
  /** Frames a body as one event of a stream that is already under way. */
  event(body: Readonly<Record<string, unknown>>): string;
  /** Header that carries the request's id, or null. */
  readonly requestIdHeader: string | null;
}

/** The provider's own refusal of a request. */
export class NativeRefusal extends Error {
  readonly kind: ErrorKind;
  readonly param: string | undefined;

  /** Without a message the provider's usual one for this kind is sent. */
  constructor(kind: ErrorKind, message = '', details: { param?: string } = {}) {
    super(message);
    this.name = 'NativeRefusal';
    this.kind = kind;
    this.param = details.param;
  }
}

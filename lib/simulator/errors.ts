import { writeAnthropicError } from './errors/anthropic-errors.ts';
import { writeGeminiError } from './errors/gemini-errors.ts';
import type { ErrorFacts, NativeError, WriteError } from './errors/native-error.ts';
import { writeOpenAiError } from './errors/openai-errors.ts';
import type { DialectId, ErrorKind } from './scenario/names.ts';

const writers = {
  openai: writeOpenAiError,
  anthropic: writeAnthropicError,
  gemini: writeGeminiError,
} as const satisfies Record<DialectId, WriteError>;

/** The provider's own reply for a kind of failure. */
export function nativeError(dialect: DialectId, kind: ErrorKind, facts: ErrorFacts): NativeError {
  return writers[dialect](kind, facts);
}

const kindByStatus: Readonly<Record<number, ErrorKind>> = {
  401: 'invalid_key',
  402: 'quota_exhausted',
  403: 'permission_denied',
  404: 'model_not_found',
  408: 'timeout',
  413: 'payload_too_large',
  429: 'rate_limited',
  503: 'unavailable',
  504: 'timeout',
  529: 'overloaded',
};

/** The native error meant when a scenario gives nothing but a status. */
export function errorKindOf(status: number): ErrorKind {
  return kindByStatus[status] ?? (status < 500 ? 'invalid_request' : 'server_error');
}

import { UpstreamError } from '#lib/gateway/errors.ts';
import { EgressError } from './egress.ts';

const timeoutCodes = new Set(['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']);

/** What undici's parser says of bytes that are not HTTP (its codes are not always set), or of a head that never ends. */
const isMalformed = (error: unknown, code: string) =>
  code === 'UND_ERR_HEADERS_OVERFLOW' || (error instanceof Error && error.name === 'HTTPParserError');

/** Names what cut an answer short whose head had arrived: whatever the socket or the parser calls it, it broke off. */
export function asBrokenBody(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  return new UpstreamError('stream_interrupted', 'The connection broke before the answer was complete.', {
    cause: error,
  });
}

/** Names what went wrong below HTTP, without addresses or other internals. */
export function asConnectionFailure(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const cause = { cause: error };
  if (error instanceof EgressError) return new UpstreamError('connection_failed', error.message, cause);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (timeoutCodes.has(code))
    return new UpstreamError('connection_failed', 'The provider did not accept a connection in time.', cause);
  // The connection stands; what speaks at its other end is no HTTP server in order.
  if (isMalformed(error, code))
    return new UpstreamError('server_error', 'The provider sent an answer that is not HTTP.', cause);
  const reason = code === '' ? '' : ` (${code})`;
  return new UpstreamError('connection_failed', `The connection to the provider failed${reason}.`, cause);
}

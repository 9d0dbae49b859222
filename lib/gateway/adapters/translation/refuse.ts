import { UpstreamError } from '../../errors.ts';

/**
 * The refusal of a request that a provider cannot express. `param` names the field at fault as `messages[0].content`,
 * `sentence` says what cannot be done.
 */
export function refuse(param: string, sentence: string): UpstreamError {
  const message = `${param}: ${sentence}`;
  const body = { message, type: 'invalid_request_error', param, code: 'unsupported_value' };
  return new UpstreamError('invalid_request', message, { body });
}

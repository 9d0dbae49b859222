import { UpstreamError } from '../../errors.ts';
import type { UpstreamReply } from '../adapter.ts';
import { isObject, type JsonObject, tryParseJson } from '../json.ts';
import { type FailureDialect, failureInside } from './create-failure.ts';

/**
 * The JSON object of a 2xx reply.
 * @throws UpstreamError `server_error` when the body is empty or not an object, or the error that it reports.
 */
export function readReply(dialect: FailureDialect, reply: UpstreamReply): JsonObject {
  const { label } = dialect;
  if (reply.body.trim() === '') throw unusable(label, reply, 'with an empty body');
  const json = tryParseJson(reply.body);
  const reported = dialect.read(json);
  if (reported !== null) throw failureInside(dialect, reported, 'server_error');
  if (!isObject(json)) throw unusable(label, reply, 'with a body that is not a JSON object');
  return json;
}

/** The failure of a 2xx reply that is no answer. */
export function unusable(label: string, { status }: UpstreamReply, how: string): UpstreamError {
  return new UpstreamError('server_error', `${label} answered ${status} ${how}.`, { status });
}

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
  if (json === null) throw unusable(label, reply, `with ${whatItIs(reply.body)}`);
  const reported = dialect.read(json);
  if (reported !== null) throw failureInside(dialect, reported, 'server_error');
  if (!isObject(json)) throw unusable(label, reply, 'with a body that is not a JSON object');
  return json;
}

/** In words, what came where JSON was asked for: the first characters tell. */
function whatItIs(body: string): string {
  const start = body.trimStart();
  if (start.startsWith('<')) return 'a web page instead of JSON, as a proxy or a wrong base URL does';
  if (/^(?:data|event|id|retry)?:/.test(start)) return 'an event stream, which was not asked for';
  if (start.startsWith('{') || start.startsWith('[')) return 'JSON that is cut off or damaged';
  return 'a body that is not a JSON object';
}

/** The failure of a 2xx reply that is no answer. */
export function unusable(label: string, { status }: UpstreamReply, how: string): UpstreamError {
  return new UpstreamError('server_error', `${label} answered ${status} ${how}.`, { status });
}

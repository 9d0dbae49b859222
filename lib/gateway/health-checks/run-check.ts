import { UpstreamError } from '../errors.ts';
import type { GatewayPorts, UpstreamResponse } from '../ports.ts';
import { readWholeBody } from '../read-whole-body.ts';
import type { PlannedCheck } from './planned-checks.ts';

/** What one check found. `latencyMs` is up to the response head. */
export type CheckResult =
  | { readonly type: 'ok'; readonly latencyMs: number }
  | { readonly type: 'refused'; readonly latencyMs: number; readonly error: UpstreamError }
  /** The endpoint is not offered, or not to this credential. */
  | { readonly type: 'left_alone'; readonly latencyMs: number; readonly error: UpstreamError }
  /** An answer that tells nothing about the credential: an overload, a rate limit. */
  | { readonly type: 'inconclusive'; readonly latencyMs: number; readonly error: UpstreamError }
  /** No connection (`connection_failed`), or one on which nothing came back (`timeout`) or nothing that is HTTP (`server_error`). */
  | { readonly type: 'unreachable'; readonly error: UpstreamError }
  /** It was stopped before it was over. */
  | { readonly type: 'ended' };

/** What a check asks of the world. */
export type CheckPorts = Pick<GatewayPorts, 'transport' | 'clock' | 'logError'>;

/** A model list comes in a second; beyond this the provider does not answer. Milliseconds, body included. */
export const checkTimeoutMs = 10_000;
/** A model list is a few hundred kilobytes at most. It is read to its end only so that its connection can be used again. Bytes. */
const maxBodyBytes = 1024 * 1024;
/** An error body larger than this says no more. Bytes. */
const maxErrorBytes = 64 * 1024;

/** One call that costs nothing, bounded in time and bytes. Never throws. `stop` ends it early. */
export async function runCheck(
  check: PlannedCheck,
  ports: CheckPorts,
  stop: AbortSignal,
): Promise<CheckResult> {
  const { clock, transport } = ports;
  const { adapter, subjects } = check;
  const [{ provider, credential }] = subjects;
  const controller = new AbortController();
  const end = () => controller.abort(new UpstreamError('client_closed', 'The check was ended.'));
  stop.addEventListener('abort', end, { once: true });
  const cancelTimer = clock.after(checkTimeoutMs, () => controller.abort(tooLate()));
  const startedMs = clock.monotonic();
  try {
    const request = adapter.encodeHealthCheck({ baseUrl: provider.baseUrl, secret: credential.secret });
    const response = await transport.send(request, {
      signal: controller.signal,
      connectTimeoutMs: check.connectTimeoutMs,
      allowPrivateNetwork: provider.allowPrivateNetwork,
      freshConnection: false,
    });
    const latencyMs = Math.round(clock.monotonic() - startedMs);
    if (response.status >= 200 && response.status <= 299) {
      await readAway(response);
      if (stop.aborted) return { type: 'ended' };
      return { type: 'ok', latencyMs };
    }
    const body = await readErrorBody(response);
    if (stop.aborted) return { type: 'ended' };
    return judge(adapter.decodeError({ ...response, body }, clock.now()), latencyMs);
  } catch (cause) {
    if (stop.aborted) return { type: 'ended' };
    return { type: 'unreachable', error: asUpstreamError(cause, ports) };
  } finally {
    cancelTimer();
    stop.removeEventListener('abort', end);
  }
}

/** What an answer that is no list of models says about the credential. */
function judge(error: UpstreamError, latencyMs: number): CheckResult {
  switch (error.kind) {
    case 'authentication':
      return { type: 'refused', latencyMs, error };
    // Not for this key; not on this server.
    case 'permission':
    case 'model_unavailable':
    case 'invalid_request':
      return { type: 'left_alone', latencyMs, error };
    default:
      return { type: error.status === 501 ? 'left_alone' : 'inconclusive', latencyMs, error };
  }
}

/** The head has told everything: a body that breaks or never ends only costs the connection. */
async function readAway({ body }: UpstreamResponse): Promise<void> {
  let bytes = 0;
  try {
    for await (const piece of body) {
      bytes += piece.length;
      if (bytes > maxBodyBytes) break;
    }
  } catch {
    // The next check opens a new connection.
  }
}

async function readErrorBody({ body }: UpstreamResponse): Promise<string> {
  try {
    return new TextDecoder().decode(await readWholeBody(body, maxErrorBytes));
  } catch {
    // Then its status alone is judged.
    return '';
  }
}

const tooLate = () =>
  new UpstreamError('timeout', `The provider did not answer within ${checkTimeoutMs} ms.`);

function asUpstreamError(cause: unknown, ports: CheckPorts): UpstreamError {
  if (cause instanceof UpstreamError) return cause;
  ports.logError('A background health check could not be made.', cause);
  return new UpstreamError('connection_failed', 'The health check could not be made.', { cause });
}

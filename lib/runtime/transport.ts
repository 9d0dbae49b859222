import type { Dispatcher } from 'undici';
import type { UpstreamRequest } from '#lib/gateway/adapters/adapter.ts';
import { UpstreamError } from '#lib/gateway/errors.ts';
import type { Transport, TransportOptions, UpstreamResponse } from '#lib/gateway/ports.ts';
import { systemClock } from './clock.ts';
import { asBrokenBody, asConnectionFailure } from './connection-failure.ts';
import { createConnectionPools } from './connection-pools.ts';
import { assertLiteralAllowed } from './egress.ts';
import { createResponseBody } from './response-body.ts';

/** A transport that must be closed. */
export interface UndiciTransport extends Transport {
  close(): Promise<void>;
}

/** The network, by undici's `dispatch` on one pool per origin. Every limit but connecting is the core's. */
export function createTransport(monotonic = systemClock.monotonic): UndiciTransport {
  const pools = createConnectionPools(monotonic);
  return {
    async send(request, options) {
      const url = new URL(request.url);
      try {
        assertLiteralAllowed(url, options.allowPrivateNetwork);
      } catch (error) {
        throw asConnectionFailure(error);
      }
      if (!options.freshConnection)
        return dispatch(pools.shared(url.origin, options), url, { request, options });
      const client = pools.fresh(url.origin, options);
      try {
        return await dispatch(client, url, { request, options });
      } finally {
        pools.retire(client);
      }
    },
    close: pools.close,
  };
}

interface Call {
  readonly request: UpstreamRequest;
  readonly options: TransportOptions;
}

function dispatch(dispatcher: Dispatcher, url: URL, { request, options }: Call): Promise<UpstreamResponse> {
  const { signal, connectTimeoutMs } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    let controller: Dispatcher.DispatchController | null = null;
    let connectTimer: NodeJS.Timeout | undefined;
    let givenUp: unknown = null;
    const body = createResponseBody({
      pause: () => controller?.pause(),
      resume: () => controller?.resume(),
      cancel: () => controller?.abort(new UpstreamError('client_closed', 'The answer is no longer wanted.')),
    });
    const settle = () => {
      clearTimeout(connectTimer);
      signal.removeEventListener('abort', onAbort);
    };
    const giveUp = (reason: unknown) => {
      settle();
      givenUp = reason;
      controller?.abort(reason instanceof Error ? reason : new Error('The call was ended.'));
      reject(reason);
    };
    const onAbort = () => giveUp(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });

    dispatcher.dispatch(wireRequest(url, request), {
      onRequestStart(started) {
        // Thrown, not aborted: that would close the connection which has come about at last, and the next call can use it.
        if (givenUp !== null) throw givenUp;
        clearTimeout(connectTimer);
        controller = started;
      },
      onResponseStart(_, status, headers) {
        // 1xx heads are announcements; the real one follows.
        if (status >= 200) resolve({ status, headers: flatHeaders(headers), body });
      },
      onResponseData: (_, chunk) => body.push(chunk),
      onResponseEnd() {
        settle();
        body.end();
      },
      onResponseError(_, error) {
        settle();
        // One of the two has no effect: the head has been handed over, or nobody holds the body yet.
        reject(asConnectionFailure(error));
        body.fail(asBrokenBody(error));
      },
    });
    // A call that found a connection open has started by now.
    if (controller === null) connectTimer = setTimeout(() => giveUp(noConnection()), connectTimeoutMs);
  });
}

const wireRequest = (url: URL, { method, headers, body }: UpstreamRequest) => ({
  path: url.pathname + url.search,
  method,
  headers,
  body,
});

const noConnection = () =>
  new UpstreamError('connection_failed', 'The provider did not accept a connection in time.');

function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  return flat;
}

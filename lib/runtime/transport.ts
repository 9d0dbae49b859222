import { Client, type Dispatcher, Pool } from 'undici';
import type { UpstreamRequest } from '#lib/gateway/adapters/adapter.ts';
import { UpstreamError } from '#lib/gateway/errors.ts';
import type { Transport, TransportOptions, UpstreamResponse } from '#lib/gateway/ports.ts';
import { asBrokenBody, asConnectionFailure } from './connection-failure.ts';
import { assertLiteralAllowed, guardedLookup } from './egress.ts';
import { createResponseBody } from './response-body.ts';

/** Connections rest this long between calls, so that a failover finds one open. Providers close later than that. */
const keepAliveMs = 30_000;

/** A transport that must be closed. */
export interface UndiciTransport extends Transport {
  close(): Promise<void>;
}

/** The network, by undici's `dispatch` on one pool per origin. Every limit but connecting is the core's. */
export function createTransport(): UndiciTransport {
  const pools = new Map<string, Pool>();

  const settings = (options: TransportOptions) => ({
    connect: {
      timeout: options.connectTimeoutMs,
      lookup: guardedLookup(options.allowPrivateNetwork),
    },
    keepAliveTimeout: keepAliveMs,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });

  const poolFor = (origin: string, options: TransportOptions): Pool => {
    const name = `${origin} ${options.connectTimeoutMs} ${options.allowPrivateNetwork}`;
    let pool = pools.get(name);
    if (pool === undefined) {
      pool = new Pool(origin, settings(options));
      pools.set(name, pool);
    }
    return pool;
  };

  return {
    async send(request, options) {
      const url = new URL(request.url);
      try {
        assertLiteralAllowed(url, options.allowPrivateNetwork);
      } catch (error) {
        throw asConnectionFailure(error);
      }
      if (!options.freshConnection) return dispatch(poolFor(url.origin, options), url, { request, options });
      const client = new Client(url.origin, settings(options));
      try {
        return await dispatch(client, url, { request, options });
      } finally {
        // Closes once the answer is through; a failure to close is the socket's end anyway.
        void client.close().catch(() => {});
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}

interface Call {
  readonly request: UpstreamRequest;
  readonly options: TransportOptions;
}

function dispatch(dispatcher: Dispatcher, url: URL, { request, options }: Call): Promise<UpstreamResponse> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    let controller: Dispatcher.DispatchController | null = null;
    const body = createResponseBody({
      pause: () => controller?.pause(),
      resume: () => controller?.resume(),
      cancel: () => controller?.abort(new UpstreamError('client_closed', 'The answer is no longer wanted.')),
    });
    const onAbort = () => {
      // Before the request has a connection there is nothing to tear down yet: onRequestStart sees the signal.
      controller?.abort(signal.reason);
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = () => signal.removeEventListener('abort', onAbort);

    dispatcher.dispatch(
      {
        path: url.pathname + url.search,
        method: request.method,
        headers: request.headers,
        body: request.body,
      },
      {
        onRequestStart(started) {
          controller = started;
          if (signal.aborted) started.abort(signal.reason);
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
      },
    );
  });
}

function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  return flat;
}

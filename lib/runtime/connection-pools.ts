import { buildConnector, Client, type Dispatcher, Pool } from 'undici';
import { guardedLookup } from './egress.ts';

/** What a connection may be used for and how long it may take to come about. */
export interface ConnectionNeeds {
  readonly connectTimeoutMs: number;
  /** Whether a private or loopback address may be called. */
  readonly allowPrivateNetwork: boolean;
}

/** Open connections to providers, shared by all that call the same origin. */
export interface ConnectionPools {
  /**
   * The connections to an origin, whatever limit a call sets for connecting: those that one route's traffic or a health
   * check has opened serve every other. The limit of a single call is its own to keep.
   */
  shared(origin: string, needs: ConnectionNeeds): Dispatcher;
  /** A connection that no earlier call has used; {@link ConnectionPools.retire} it when its one call is sent. */
  fresh(origin: string, needs: ConnectionNeeds): Dispatcher;
  /** Closes once the calls on it are through. */
  retire(dispatcher: Dispatcher): void;
  /** Tears every connection down. */
  close(): Promise<void>;
}

/**
 * Connections rest this long between calls: longer than the pause between two health checks, which keep one warm, and
 * shorter than the 60 s after which common load balancers close theirs. A provider's own `keep-alive` hint goes before.
 * Milliseconds.
 */
export const keepAliveMs = 55_000;
/** The pool of an origin that was not called for so long is closed: the configuration names it no more. Milliseconds. */
const unusedMs = 600_000;

interface OriginPool {
  readonly pool: Pool;
  /** An attempt to connect goes on for the longest that any call has asked for. */
  allow(connectTimeoutMs: number): void;
  /** On the monotonic clock. */
  usedMs: number;
}

/** Pools by origin. `monotonic` in milliseconds. */
export function createConnectionPools(monotonic: () => number): ConnectionPools {
  /** Apart from each other: what a private network may be called for must not lend its connections to others. */
  const open = { public: new Map<string, OriginPool>(), private: new Map<string, OriginPool>() };
  const leaving = new Set<Dispatcher>();

  const retire = (dispatcher: Dispatcher) => {
    leaving.add(dispatcher);
    dispatcher
      .close()
      // A failure to close is the socket's end anyway.
      .catch(() => {})
      .finally(() => leaving.delete(dispatcher));
  };
  const closeUnused = (pools: Map<string, OriginPool>) => {
    for (const [origin, { pool, usedMs }] of pools) {
      if (monotonic() - usedMs < unusedMs) continue;
      pools.delete(origin);
      retire(pool);
    }
  };

  return {
    retire,
    shared(origin, needs) {
      const pools = needs.allowPrivateNetwork ? open.private : open.public;
      let entry = pools.get(origin);
      if (entry === undefined) {
        closeUnused(open.private);
        closeUnused(open.public);
        entry = openPool(origin, needs);
        pools.set(origin, entry);
      }
      entry.usedMs = monotonic();
      entry.allow(needs.connectTimeoutMs);
      return entry.pool;
    },
    fresh: (origin, needs) => new Client(origin, { ...settings, connect: connector(needs) }),
    async close() {
      const all = [...open.public.values(), ...open.private.values()].map(({ pool }) => pool);
      open.public.clear();
      open.private.clear();
      await Promise.all([...all, ...leaving].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

/** Every limit but connecting is the core's. */
const settings = {
  keepAliveTimeout: keepAliveMs,
  headersTimeout: 0,
  bodyTimeout: 0,
  allowH2: false,
} as const;

const connector = ({ connectTimeoutMs, allowPrivateNetwork }: ConnectionNeeds) =>
  buildConnector({
    timeout: connectTimeoutMs,
    lookup: guardedLookup(allowPrivateNetwork),
    allowH2: false,
  });

function openPool(origin: string, needs: ConnectionNeeds): OriginPool {
  let longestMs = needs.connectTimeoutMs;
  let connect = connector(needs);
  return {
    pool: new Pool(origin, {
      ...settings,
      connect: (options, callback) => connect(options, callback),
    }),
    usedMs: 0,
    allow(connectTimeoutMs) {
      if (connectTimeoutMs <= longestMs) return;
      longestMs = connectTimeoutMs;
      connect = connector({ ...needs, connectTimeoutMs });
    },
  };
}

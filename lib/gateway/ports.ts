import type { UpstreamRequest } from './adapters/adapter.ts';
import type { Budget } from './budgets/budget.ts';
import type { LeaseSource } from './budgets/lease-source.ts';
import type { Configuration } from './configuration.ts';
import type { FailureKind } from './errors.ts';
import type { HealthEvent } from './health-checks/health-report.ts';
import type { RateShare } from './limits/rate-share.ts';
import type { FailoverRecord, RequestRecord } from './request-record.ts';
import type { OnTransition } from './resilience/circuit-transition.ts';

/** A provider's answer as it arrives. Header names are lower case. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body in the pieces the network gave; ends or throws `UpstreamError`. Leaving the loop closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** How an upstream call is sent. */
export interface TransportOptions {
  /** Aborting it tears the connection down at once. */
  readonly signal: AbortSignal;
  readonly connectTimeoutMs: number;
  /** Whether a private or loopback address may be called. */
  readonly allowPrivateNetwork: boolean;
  /** Ask for a connection that no earlier call has used. */
  readonly freshConnection: boolean;
}

/** The network. Made real with undici; tests give it a script. */
export interface Transport {
  /** Resolves with the response head. @throws UpstreamError `connection_failed` or `timeout`. */
  send(request: UpstreamRequest, options: TransportOptions): Promise<UpstreamResponse>;
}

/** Time, handed in so that tests can move it by hand. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Milliseconds that only ever grow, for durations. */
  monotonic(): number;
  /** Calls back once after `ms` milliseconds; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/** Where finished requests are written down. Never blocks, never throws. */
export interface RequestRecorder {
  write(record: RequestRecord): void;
}

/** Whether the process can serve known keys, and what is wrong although it can. */
export interface Readiness {
  readonly ready: boolean;
  /** Sentences; empty when all is well. */
  readonly reasons: readonly string[];
}

/** Everything the core asks of the world. A plain object; the composition root builds it. */
export interface GatewayPorts {
  /** The configuration in force; null until the first one is loaded. */
  configuration(): Configuration | null;
  /**
   * Whether the configuration is known to be current. When it is not, an unknown key may be a new one, and the
   * caller is told to come back instead of being refused.
   */
  configurationIsCurrent(): boolean;
  /** What `GET /readyz` answers. */
  readiness(): Readiness;
  /** The lookup hash of a virtual key's secret (HMAC-SHA-256 under the pepper, base64url). */
  hashKey(secret: string): string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** A number in [0, 1), for jitter and weights. */
  random(): number;
  /** A fresh request id with the prefix `req_`, sortable by time. */
  newRequestId(): string;
  readonly records: RequestRecorder;
  /** One structured event per failover, for the log. */
  logFailover(event: FailoverRecord & { requestId: string; route: string | null }): void;
  /** A credential was refused or has run out of quota: somebody must act. */
  logCredentialOut(event: { provider: string; credential: string; kind: FailureKind }): void;
  /** A credential or an endpoint of a provider is out, or back again; found within a second, by whoever met it first. */
  healthChanged(event: HealthEvent): void;
  /** A circuit has changed its state. */
  readonly circuitChanged: OnTransition;
  /** How much of a limit of a key or a team this process may give; absent = all of it. */
  readonly rateShare?: RateShare;
  /** Where parts of budgets are leased; absent = no hard budget can be spent from. */
  readonly leases?: LeaseSource;
  /** A soft budget has reached its limit: told once in a period by each process. */
  budgetCrossed?(budget: Budget, spentNanoUsd: bigint): void;
  /** Something unexpected that a person should read; never holds a secret. */
  logError(message: string, error: unknown): void;
}

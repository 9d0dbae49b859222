import { AttemptLedger, type OpenAttempt } from './attempt-ledger.ts';
import type { Caller } from './authenticate.ts';
import type { Target } from './configuration.ts';
import type { FailureKind, UpstreamError } from './errors.ts';
import { createMoves, type Moves } from './failover-moves.ts';
import type { GatewayCall } from './gateway-call.ts';
import type { Ending, Journal } from './journal.ts';
import type { RateHold } from './limits/rate-hold.ts';
import type { RateStanding } from './limits/rate-limiter.ts';
import type { GatewayPorts } from './ports.ts';
import type { AttemptRecord, FailoverRecord, SkippedRecord, TokenUsage } from './request-record.ts';

/** Starts the journal of one request. */
export function openJournal(ports: GatewayPorts, call: GatewayCall): Journal {
  return new RequestJournal(ports, call);
}

/** A class, not closures over the state: every request makes one, and that was a tenth of the gateway's own work. */
class RequestJournal implements Journal {
  readonly requestId: string;
  readonly endpoint: string;
  readonly clientRequestId: string | null;
  readonly skipped: SkippedRecord[] = [];
  caller: Caller | null = null;
  standing: RateStanding | null = null;
  hold: RateHold | null = null;
  requestedModel: string | null = null;
  routeName: string | null = null;
  stream = false;
  recovered = false;
  tags: Readonly<Record<string, string>> = {};
  readonly #ports: GatewayPorts;
  readonly #startedAtMs: number;
  readonly #started: number;
  readonly #ledger = new AttemptLedger();
  readonly #moves: Moves;
  #waitedMs = 0;
  #overheadMs: number | null = null;
  #finished = false;

  constructor(ports: GatewayPorts, call: GatewayCall) {
    this.#ports = ports;
    this.#startedAtMs = ports.clock.now();
    this.#started = ports.clock.monotonic();
    this.#moves = createMoves(ports.clock.now);
    this.requestId = ports.newRequestId();
    this.endpoint = call.path;
    this.clientRequestId = plainToken(call.headers['x-request-id']);
  }

  get attempts(): readonly AttemptRecord[] {
    return this.#ledger.attempts;
  }
  get openAttempts(): number {
    return this.#ledger.open;
  }
  get lastTarget(): Target | null {
    return this.#ledger.last?.target ?? null;
  }
  get failovers(): number {
    return this.#moves.settled.length;
  }

  elapsedMs(): number {
    return this.#ports.clock.monotonic() - this.#started;
  }
  async waiting<T>(work: Promise<T>): Promise<T> {
    const { clock } = this.#ports;
    const from = clock.monotonic();
    try {
      return await work;
    } finally {
      this.#waitedMs += clock.monotonic() - from;
    }
  }
  overheadMs(): number {
    return this.#overheadMs ?? Math.max(0, this.elapsedMs() - this.#waitedMs);
  }
  headSent(): void {
    this.#overheadMs = this.overheadMs();
  }

  openAttempt(target: Target, credential: string): OpenAttempt {
    return this.#ledger.begin(target, credential, this.elapsedMs());
  }
  closeAttempt(attempt: OpenAttempt, error: UpstreamError | null, usage: TokenUsage | null): void {
    this.#ledger.close(attempt, { error, usage, atMs: this.elapsedMs() });
  }
  retryDenied(): void {
    this.#ledger.remark('not retried: retry budget');
  }
  costNanoUsd(): bigint {
    return this.#ledger.cost();
  }

  skip(skip: SkippedRecord, isFailover: boolean): void {
    this.skipped.push(skip);
    if (isFailover)
      this.#moves.past(skip.target, { trigger: 'skip', errorKind: skip.reason, primaryMs: null });
  }
  moveOn(target: Target, errorKind: FailureKind, primaryMs: number): void {
    this.#moves.past(target.id, { trigger: 'attempt', errorKind, primaryMs });
  }
  settleMoves(fallback: Target, fallbackMs: number, outcome: FailoverRecord['outcome']): void {
    for (const event of this.#moves.settle(fallback.id, fallbackMs, outcome))
      this.#ports.logFailover({ ...event, requestId: this.requestId, route: this.routeName });
  }

  finish({ answer = this.#ledger.last ?? undefined, ...ending }: Ending): void {
    if (this.#finished || this.caller === null) return;
    this.#finished = true;
    this.hold?.end(this.#ledger.tokens());
    const { key, configuration } = this.caller;
    this.#ports.records.write({
      id: this.requestId,
      startedAtMs: this.#startedAtMs,
      endpoint: this.endpoint,
      requestedModel: this.requestedModel,
      route: this.routeName,
      provider: answer?.target.provider.name ?? null,
      model: answer?.target.model ?? null,
      ...ending,
      stream: this.stream,
      recovered: this.recovered,
      usage: answer?.usage ?? null,
      costNanoUsd: this.costNanoUsd(),
      priced: this.#ledger.priced,
      durationMs: this.elapsedMs(),
      firstTokenMs: answer?.firstTokenMs ?? null,
      overheadMs: this.overheadMs(),
      failovers: this.failovers,
      keyId: key.id,
      keyName: key.name,
      team: key.team,
      tags: this.tags,
      configVersion: configuration.version,
      attempts: this.attempts,
      skipped: this.skipped,
      failoverEvents: this.#moves.settled,
    });
  }
}

/** A caller's id is echoed only when it cannot be mistaken for anything else. */
function plainToken(value: string | undefined): string | null {
  return value !== undefined && /^[A-Za-z0-9._-]{1,128}$/.test(value) ? value : null;
}

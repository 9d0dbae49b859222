import type { Caller } from './authenticate.ts';
import type { Target } from './configuration.ts';
import type { FailureKind, UpstreamError } from './errors.ts';
import { createMoves } from './failover-moves.ts';
import type { GatewayCall } from './gateway-call.ts';
import type { GatewayPorts } from './ports.ts';
import { costNanoUsd } from './pricing/cost.ts';
import type {
  AttemptRecord,
  FailoverRecord,
  RequestRecord,
  RequestStatus,
  SkippedRecord,
  TokenUsage,
} from './request-record.ts';

/** One upstream call while it happens. */
export interface OpenAttempt {
  readonly target: Target;
  readonly credential: string;
  readonly startedMs: number;
  firstTokenMs: number | null;
  status: number | null;
  /** What a call that began to answer has used, should it fail before its answer counts; null = nothing. */
  usedBeforeFailure: (() => TokenUsage) | null;
}

/** How a request ended. */
export interface Ending {
  readonly status: RequestStatus;
  readonly httpStatus: number;
  readonly errorKind: RequestRecord['errorKind'];
  readonly errorMessage: string | null;
  /** What the caller got, when the last attempt alone does not tell: a stream that was recovered, or could not be. */
  readonly answer?: Pick<RequestRecord, 'usage' | 'firstTokenMs'> & { readonly target: Target };
}

/** What happens to one request, written down as it happens; becomes its record. */
export interface Journal {
  readonly requestId: string;
  readonly attempts: readonly AttemptRecord[];
  readonly skipped: readonly SkippedRecord[];
  readonly failovers: number;
  /** Upstream calls whose end is not written down yet: 1 while an answer is relayed. */
  readonly openAttempts: number;
  /** The caller's own `x-request-id`, sent back; null when absent or not a plain token. */
  readonly clientRequestId: string | null;
  /** The target of the last attempt, null before the first. */
  readonly lastTarget: Target | null;
  caller: Caller | null;
  readonly endpoint: string;
  requestedModel: string | null;
  /** The route's name; null when a target was addressed directly or nothing matched. */
  routeName: string | null;
  stream: boolean;
  /** The stream broke after content and another target completed it. */
  recovered: boolean;
  tags: Readonly<Record<string, string>>;
  elapsedMs(): number;
  /** Runs `work` and counts its time as waiting for others, not as the gateway's own. */
  waiting<T>(work: Promise<T>): Promise<T>;
  /** The gateway's own time so far; fixed once the response head is out. */
  overheadMs(): number;
  headSent(): void;
  openAttempt(target: Target, credential: string): OpenAttempt;
  closeAttempt(attempt: OpenAttempt, error: UpstreamError | null, usage: TokenUsage | null): void;
  /** The last attempt would have been followed by a retry, had its provider's retry budget allowed one. */
  retryDenied(): void;
  skip(skip: SkippedRecord, isFailover: boolean): void;
  /** The target failed for good and another one is next. */
  moveOn(target: Target, kind: FailureKind, primaryMs: number): void;
  /** The target after a move has answered or failed, `fallbackMs` after it was asked. */
  settleMoves(fallback: Target, fallbackMs: number, outcome: FailoverRecord['outcome']): void;
  costNanoUsd(): bigint;
  /** Writes the record, once; a request without a valid key leaves none. */
  finish(ending: Ending): void;
}

/** Starts the journal of one request. */
export function openJournal(ports: GatewayPorts, call: GatewayCall): Journal {
  const { clock } = ports;
  const requestId = ports.newRequestId();
  const startedAtMs = clock.now();
  const started = clock.monotonic();
  const attempts: AttemptRecord[] = [];
  const skipped: SkippedRecord[] = [];
  const moves = createMoves(clock.now);
  let waitedMs = 0;
  let overheadMs: number | null = null;
  let finished = false;
  let priced = true;
  let answered: { target: Target; usage: TokenUsage | null; firstTokenMs: number | null } | null = null;

  let openAttempts = 0;
  const elapsedMs = () => clock.monotonic() - started;

  const journal: Journal = {
    requestId,
    attempts,
    skipped,
    get failovers() {
      return moves.settled.length;
    },
    get openAttempts() {
      return openAttempts;
    },
    clientRequestId: plainToken(call.headers['x-request-id']),
    get lastTarget() {
      return answered?.target ?? null;
    },
    caller: null,
    endpoint: call.path,
    requestedModel: null,
    routeName: null,
    stream: false,
    recovered: false,
    tags: {},
    elapsedMs,
    async waiting(work) {
      const from = clock.monotonic();
      try {
        return await work;
      } finally {
        waitedMs += clock.monotonic() - from;
      }
    },
    overheadMs: () => overheadMs ?? Math.max(0, elapsedMs() - waitedMs),
    headSent() {
      overheadMs ??= Math.max(0, elapsedMs() - waitedMs);
    },
    openAttempt: (target, credential) => {
      openAttempts += 1;
      answered = { target, usage: null, firstTokenMs: null };
      return {
        target,
        credential,
        startedMs: elapsedMs(),
        firstTokenMs: null,
        status: null,
        usedBeforeFailure: null,
      };
    },
    closeAttempt(attempt, error, usage) {
      openAttempts -= 1;
      const { target } = attempt;
      const cost = usage === null ? 0n : costNanoUsd(usage, target.facts.price);
      if (usage !== null && target.facts.price === null) priced = false;
      attempts.push({
        index: attempts.length,
        provider: target.provider.name,
        model: target.model,
        credential: attempt.credential,
        kind: error?.kind ?? null,
        message: error?.message ?? null,
        status: attempt.status,
        startedOffsetMs: attempt.startedMs,
        firstTokenMs: attempt.firstTokenMs,
        durationMs: elapsedMs() - attempt.startedMs,
        usage,
        costNanoUsd: cost,
      });
      const firstTokenMs = attempt.firstTokenMs === null ? null : attempt.startedMs + attempt.firstTokenMs;
      answered = { target, usage, firstTokenMs };
    },
    retryDenied() {
      const last = attempts.pop();
      if (last !== undefined)
        attempts.push({ ...last, message: `${last.message ?? ''} (not retried: retry budget)`.trimStart() });
    },
    skip(skip, isFailover) {
      skipped.push(skip);
      if (isFailover) moves.past(skip.target, { trigger: 'skip', errorKind: skip.reason, primaryMs: null });
    },
    moveOn: (target, errorKind, primaryMs) =>
      moves.past(target.id, { trigger: 'attempt', errorKind, primaryMs }),
    settleMoves(fallback, fallbackMs, outcome) {
      for (const event of moves.settle(fallback.id, fallbackMs, outcome))
        ports.logFailover({ ...event, requestId, route: journal.routeName });
    },
    costNanoUsd: () => attempts.reduce((sum, attempt) => sum + attempt.costNanoUsd, 0n),
    finish({ answer = answered ?? undefined, ...ending }) {
      if (finished || journal.caller === null) return;
      finished = true;
      const { key, configuration } = journal.caller;
      ports.records.write({
        id: requestId,
        startedAtMs,
        endpoint: journal.endpoint,
        requestedModel: journal.requestedModel,
        route: journal.routeName,
        provider: answer?.target.provider.name ?? null,
        model: answer?.target.model ?? null,
        ...ending,
        stream: journal.stream,
        recovered: journal.recovered,
        usage: answer?.usage ?? null,
        costNanoUsd: journal.costNanoUsd(),
        priced,
        durationMs: elapsedMs(),
        firstTokenMs: answer?.firstTokenMs ?? null,
        overheadMs: journal.overheadMs(),
        failovers: moves.settled.length,
        keyId: key.id,
        keyName: key.name,
        team: key.team,
        tags: journal.tags,
        configVersion: configuration.version,
        attempts,
        skipped,
        failoverEvents: moves.settled,
      });
    },
  };
  return journal;
}

/** A caller's id is echoed only when it cannot be mistaken for anything else. */
function plainToken(value: string | undefined): string | null {
  return value !== undefined && /^[A-Za-z0-9._-]{1,128}$/.test(value) ? value : null;
}

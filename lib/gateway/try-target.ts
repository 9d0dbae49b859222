import { type Acquired, acquire, type Granted } from './acquire.ts';
import { findAdapter } from './adapters/index.ts';
import { type Answer, attempt } from './attempt.ts';
import type { Target } from './configuration.ts';
import { GatewayError, UpstreamError, verdicts } from './errors.ts';
import type { Journal } from './journal.ts';
import type { GatewayPorts, UpstreamResponse } from './ports.ts';
import { prepareRetry, type Retry } from './prepare-retry.ts';
import type { TokenUsage } from './request-record.ts';
import type { Permit } from './resilience/circuit-breaker.ts';
import { demandOf, tokensOf } from './resilience/headroom/demand.ts';
import type { Health } from './resilience/health.ts';
import { endTicket, withTicket } from './resilience/retry-budget.ts';
import type { RoutePlan } from './router/plan-route.ts';
import type { ChatCompletionRequest } from './schema/chat-completion.ts';

/** What the failover loop works on. */
export interface FailoverInput {
  readonly ports: GatewayPorts;
  readonly health: Health;
  readonly journal: Journal;
  readonly plan: RoutePlan;
  readonly request: ChatCompletionRequest;
  readonly callerSignal: AbortSignal;
  readonly noFailover: boolean;
}

/** An answer that has begun, and the permit that its end must settle. */
export interface Served {
  readonly answer: Answer;
  readonly target: Target;
  readonly permit: Permit;
  /** What the call used takes the place of its estimate in the limits of its credential. */
  used(usage: TokenUsage): void;
}

/** GATEWAY.md, "Attempts". */
export const maxAttemptsPerTarget = 3;
/** GATEWAY.md, "Attempts". */
export const maxAttemptsPerRequest = 6;

/** What became of one target. */
export type TargetOutcome =
  | { readonly type: 'served'; readonly served: Served }
  | { readonly type: 'failed'; readonly error: UpstreamError }
  | {
      readonly type: 'skipped';
      /** It is well and only ramps up: it takes the call when no other target does. */
      readonly ramping: boolean;
    };

/** One target of a plan and the limits of the whole request. */
export interface TargetInput extends FailoverInput {
  readonly target: Target;
  readonly deadlineMs: number;
  readonly anotherTarget: boolean;
  /** Call although the circuit is open, because no other target is left. */
  readonly panic: boolean;
  /** The answer is a replay: whether it served is known, and the moves settled, only once it agreed. */
  readonly isReplay?: boolean;
  /** The request ends with a part of the answer, which may need no more than its end. */
  readonly continuesAnswer?: boolean;
  /** Room for the first call, which the request has waited for. */
  readonly granted?: Granted;
}

/** One target with its retries. Health is asked before each call: it may have changed since the last. */
export async function tryTarget(input: TargetInput): Promise<TargetOutcome> {
  const { target, journal, plan, health } = input;
  const adapter = findAdapter(target.provider.adapter);
  if (adapter === undefined)
    throw new GatewayError('internal_error', `No adapter "${target.provider.adapter}".`);
  const startedMs = journal.elapsedMs();
  const triedCredentials = new Set<string>();
  const demand = demandOf(input.request, plan, target);
  let lastError: UpstreamError | null = null;
  let retry: Retry | null = null;

  for (let retries = 0; retries < maxAttemptsPerTarget; retries += 1) {
    const granted = retries === 0 ? (input.granted ?? null) : null;
    const ready = acquire({ ...input, demand, granted }, triedCredentials);
    if ('skip' in ready) {
      retry?.ticket.release();
      if (lastError !== null) break;
      journal.skip({ target: target.id, ...ready.skip }, true);
      return { type: 'skipped', ramping: ready.ramping };
    }
    const { credential, permit, reservation } = ready;
    const ticket = retry?.ticket ?? health.retryBudget.begin(target.provider.id);
    const freshConnection = retry?.freshConnection ?? false;
    const before = journal.elapsedMs();
    try {
      const { route } = plan;
      const onResponseHead = ({ headers }: UpstreamResponse) => reservation.heard(headers);
      const answer = await attempt({ ...input, adapter, route, credential, freshConnection, onResponseHead });
      if (input.isReplay !== true) journal.settleMoves(target, journal.elapsedMs() - before, 'ok');
      const used = (usage: TokenUsage) => reservation.used(tokensOf(usage));
      return {
        type: 'served',
        served: { answer, target, permit: withTicket(permit, { ticket, reservation }), used },
      };
    } catch (cause) {
      if (!(cause instanceof UpstreamError)) {
        withTicket(permit, { ticket, reservation }).release();
        throw cause;
      }
      lastError = cause;
      blame(input, { error: cause, ready });
      endTicket(ticket, cause.kind);
    }
    if (retries + 1 >= maxAttemptsPerTarget || journal.attempts.length >= maxAttemptsPerRequest) break;
    retry = await prepareRetry(
      { ...input, demand },
      { error: lastError, credential, retries, triedCredentials },
    );
    if (retry === null) break;
  }
  if (lastError === null) return { type: 'skipped', ramping: false };
  const tookMs = journal.elapsedMs() - startedMs;
  journal.settleMoves(target, tookMs, 'failed');
  journal.moveOn(target, lastError.kind, tookMs);
  return { type: 'failed', error: lastError };
}

/** Tells breaker, bench and headroom what a failed call means, by the verdict table. */
function blame(
  { health, target, ports }: TargetInput,
  { error, ready }: { error: UpstreamError; ready: Acquired },
): void {
  const { credential, permit, reservation } = ready;
  const { blames } = verdicts[error.kind];
  const unnamedWait = blames === 'credential_for_model' && error.retryAfterMs === null;
  if (blames === 'target' || unnamedWait) permit.fail(error.kind);
  else permit.release();
  // Whatever reached the provider may have cost it the tokens that were asked for.
  if (error.kind === 'connection_failed') reservation.used(0);
  health.bench.blame(credential, target.model, error);
  reservation.end();
  if (blames === 'credential')
    ports.logCredentialOut({ provider: target.provider.name, credential: credential.name, kind: error.kind });
}

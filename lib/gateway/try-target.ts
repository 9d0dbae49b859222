import { type Acquired, acquire, type Granted } from './acquire.ts';
import { findAdapter } from './adapters/index.ts';
import { type Answer, attempt } from './attempt.ts';
import type { Budget } from './budgets/budget.ts';
import { fundCall, leaveUnpaid } from './budgets/fund-call.ts';
import type { Reservation as Money, Wallet } from './budgets/wallet.ts';
import type { Target } from './configuration.ts';
import { GatewayError, UpstreamError, verdicts } from './errors.ts';
import type { Journal } from './journal.ts';
import type { GatewayPorts, UpstreamResponse } from './ports.ts';
import { prepareRetry, type Retry } from './prepare-retry.ts';
import type { TokenUsage } from './request-record.ts';
import type { Permit } from './resilience/circuit-breaker.ts';
import { demandOf, tokensOf } from './resilience/headroom/demand.ts';
import type { Health } from './resilience/health.ts';
import { type CallTicket, endTicket, withTicket } from './resilience/retry-budget.ts';
import type { RoutePlan } from './router/plan-route.ts';
import type { ChatCompletionRequest } from './schema/chat-completion.ts';

/** What the failover loop works on. */
export interface FailoverInput {
  readonly ports: GatewayPorts;
  readonly health: Health;
  readonly journal: Journal;
  readonly wallet: Wallet;
  /** Budgets of whoever calls, which every call of the request must be covered by. */
  readonly payers: readonly Budget[];
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
  /** The answer broke: tells whoever its failure counts against, and gives back what the call holds. */
  failed(error: UpstreamError): void;
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
  | { readonly type: 'unpaid'; readonly error: GatewayError }
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
  const startedMs = journal.elapsedMs();
  const triedCredentials = new Set<string>();
  const demand = demandOf(input.request, plan, target);
  let lastError: UpstreamError | null = null;
  let retry: Retry | null = null;

  for (let retries = 0; retries < maxAttemptsPerTarget; retries += 1) {
    const granted = retries === 0 ? (input.granted ?? null) : null;
    const funding = fundCall(input);
    const funds = funding instanceof Promise ? await funding : funding;
    if ('short' in funds) {
      granted?.reservation.end();
      retry?.ticket.release();
      if (lastError !== null) break;
      return leaveUnpaid(input, funds);
    }
    const ready = acquire({ ...input, demand, granted }, triedCredentials);
    if ('skip' in ready) {
      funds.paid?.settle(0n);
      retry?.ticket.release();
      if (lastError !== null) break;
      journal.skip({ target: target.id, ...ready.skip }, true);
      return { type: 'skipped', ramping: ready.ramping };
    }
    const ticket = retry?.ticket ?? health.retryBudget.begin(target.provider.id);
    const freshConnection = retry?.freshConnection ?? false;
    const result = await callOnce(input, { ...ready, ...funds, ticket, freshConnection, startedMs });
    if (!(result instanceof UpstreamError)) return { type: 'served', served: result };
    lastError = result;
    // In one step with the decision on a retry: failures of others in between would count before this one is decided.
    endTicket(ticket, result.kind);
    if (retries + 1 >= maxAttemptsPerTarget || journal.attempts.length >= maxAttemptsPerRequest) break;
    const failed = { error: result, credential: ready.credential, retries, triedCredentials };
    retry = await prepareRetry({ ...input, demand }, failed);
    if (retry === null) break;
  }
  if (lastError === null) return { type: 'skipped', ramping: false };
  const tookMs = journal.elapsedMs() - startedMs;
  journal.settleMoves(target, tookMs, 'failed');
  journal.moveOn(target, lastError.kind, tookMs);
  return { type: 'failed', error: lastError };
}

/** What one call holds until its end. */
interface Held extends Acquired {
  readonly ticket: CallTicket;
  readonly freshConnection: boolean;
  readonly paid: Money | null;
  /** When the target was first asked, since the request began. Milliseconds. */
  readonly startedMs: number;
}

/** One call. Whatever it holds goes with the answer or is given back when it fails, but for the ticket of a failure that has a kind. */
async function callOnce(input: TargetInput, held: Held): Promise<Served | UpstreamError> {
  const { target, journal, plan } = input;
  const { credential, reservation, freshConnection, paid } = held;
  const permit = withTicket(held.permit, held);
  try {
    const adapter = findAdapter(target.provider.adapter);
    if (adapter === undefined)
      throw new GatewayError('internal_error', `No adapter "${target.provider.adapter}".`);
    const { route } = plan;
    const onResponseHead = ({ headers }: UpstreamResponse) => reservation.heard(headers);
    const call = { adapter, route, credential, freshConnection, paid, onResponseHead };
    const answer = await attempt({ ...input, ...call });
    if (input.isReplay !== true) journal.settleMoves(target, journal.elapsedMs() - held.startedMs, 'ok');
    return {
      answer,
      target,
      permit,
      failed: (error) => blame(input, { error, ready: { credential, permit, reservation } }),
      used: (usage) => reservation.used(tokensOf(usage)),
    };
  } catch (cause) {
    if (!(cause instanceof UpstreamError)) {
      permit.release();
      paid?.settle(0n);
      throw cause;
    }
    blame(input, { error: cause, ready: held });
    return cause;
  }
}

/** Tells breaker, bench and headroom what a failed call means, by the verdict table. */
function blame(
  { health, target, ports }: TargetInput,
  { error, ready }: { error: UpstreamError; ready: Acquired },
): void {
  const { credential, permit, reservation } = ready;
  const blames = error.blameless ? 'nobody' : verdicts[error.kind].blames;
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

import type { Credential, Target } from './configuration.ts';
import type { UpstreamError } from './errors.ts';
import type { Journal } from './journal.ts';
import type { GatewayPorts } from './ports.ts';
import { chooseCredential } from './resilience/headroom/choose-credential.ts';
import type { Demand } from './resilience/headroom/demand.ts';
import type { Health } from './resilience/health.ts';
import type { CallTicket } from './resilience/retry-budget.ts';
import { decideRetry } from './resilience/retry-decision.ts';
import type { RoutePlan } from './router/plan-route.ts';

/** What a retry depends on besides the failure. */
export interface RetryInput {
  readonly ports: GatewayPorts;
  readonly health: Health;
  readonly journal: Journal;
  readonly plan: RoutePlan;
  readonly target: Target;
  readonly demand: Demand;
  readonly anotherTarget: boolean;
  /** Called although the circuit is open. */
  readonly panic: boolean;
  readonly callerSignal: AbortSignal;
  readonly deadlineMs: number;
}

/** A failed call, and what was tried before it on the same target. */
export interface FailedCall {
  readonly error: UpstreamError;
  readonly credential: Credential;
  /** Retries already made on this target. */
  readonly retries: number;
  /** Ids of credentials that are not tried again; the failed one is added when another is to follow. */
  readonly triedCredentials: Set<string>;
}

/** Another call to the same target that is to be made now. Its ticket must be ended. */
export interface Retry {
  readonly ticket: CallTicket;
  readonly freshConnection: boolean;
}

/**
 * Decides whether the same target is called again, asks the provider's retry budget for it and waits as long as it
 * must. Null = move on. A retry that the budget denied is written down with the attempt that it would have followed.
 */
export async function prepareRetry(input: RetryInput, failed: FailedCall): Promise<Retry | null> {
  const { ports, health, journal, plan, target } = input;
  const { error, credential, retries, triedCredentials } = failed;
  const otherCredential = hasOtherCredential(input, failed);
  const decision = decideRetry(error, {
    route: plan.route,
    retries,
    anotherTarget: isHealthyElsewhere(input),
    otherCredential,
    random: ports.random(),
  });
  if (!decision.retry || (!input.panic && isOpenFor(input, decision.waitMs))) return null;
  if (decision.otherCredential) triedCredentials.add(credential.id);
  const ticket = health.retryBudget.tryRetry(target.provider.id);
  if (ticket === null) {
    journal.retryDenied();
    return null;
  }
  if (decision.waitMs > 0 && !(await pause(input, decision.waitMs))) {
    ticket.release();
    return null;
  }
  return { ticket, freshConnection: decision.freshConnection };
}

/** Whether the circuit, which this very failure may have opened, still lets no call through after the wait. */
function isOpenFor({ health, target, ports }: RetryInput, waitMs: number): boolean {
  const opensAt = health.breaker.opensAgainAt(target.id);
  return opensAt !== null && opensAt > ports.clock.now() + waitMs;
}

/** Waits before a retry. False when the caller left or the time is not there. */
async function pause({ ports, journal, callerSignal, deadlineMs }: RetryInput, ms: number): Promise<boolean> {
  if (callerSignal.aborted || ports.clock.monotonic() + ms >= deadlineMs) return false;
  await journal.waiting(
    new Promise<void>((resolve) => {
      const cancel = ports.clock.after(ms, done);
      callerSignal.addEventListener('abort', done, { once: true });
      function done() {
        cancel();
        callerSignal.removeEventListener('abort', done);
        resolve();
      }
    }),
  );
  return !callerSignal.aborted;
}

/** Whether another credential of the pool can make the call now. */
function hasOtherCredential(
  { health, target, demand, ports }: RetryInput,
  { credential, triedCredentials }: FailedCall,
): boolean {
  if (target.provider.credentials.length < 2) return false;
  const tried = new Set(triedCredentials).add(credential.id);
  return chooseCredential(health, { target, demand, tried, now: ports.clock.now }).credential !== null;
}

/** Whether a target that this request has not been to yet is well and has room: its circuit passes calls and a credential is free. */
function isHealthyElsewhere({
  anotherTarget,
  plan,
  target,
  journal,
  health,
  demand,
  ports,
}: RetryInput): boolean {
  if (!anotherTarget || plan.route.latencyClass !== 'interactive') return false;
  const visited = new Set(journal.attempts.map(({ provider, model }) => `${provider}/${model}`));
  const tried = new Set<string>();
  return plan.candidates.some(
    (other) =>
      other.id !== target.id &&
      !visited.has(other.id) &&
      health.breaker.opensAgainAt(other.id) === null &&
      chooseCredential(health, { target: other, demand, tried, now: ports.clock.now }).credential !== null,
  );
}

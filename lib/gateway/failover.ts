import { findAdapter } from './adapters/index.ts';
import { type Answer, attempt } from './attempt.ts';
import type { Credential, Target } from './configuration.ts';
import { GatewayError, UpstreamError, verdicts } from './errors.ts';
import { failureAnswer } from './failure-answer.ts';
import type { Journal } from './journal.ts';
import type { GatewayPorts } from './ports.ts';
import type { SkipReason } from './request-record.ts';
import type { CircuitBreaker, Permit } from './resilience/circuit-breaker.ts';
import type { CredentialBench } from './resilience/credential-bench.ts';
import { decideRetry, statusAllowsRecovery } from './resilience/retry-decision.ts';
import type { RoutePlan } from './router/plan-route.ts';
import type { ChatCompletionRequest } from './schema/chat-completion.ts';

/** The health of everything upstream, as this process has seen it. */
export interface Health {
  readonly breaker: CircuitBreaker;
  readonly bench: CredentialBench;
}

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
}

/** GATEWAY.md, "Attempts". */
const maxAttemptsPerTarget = 3;
const maxAttemptsPerRequest = 6;

/**
 * Steps 5 and 6: tries the plan's targets in order until one begins to answer.
 * @throws GatewayError the one clean error that the caller gets.
 */
export async function failover(input: FailoverInput): Promise<Served> {
  const { plan, journal, ports, health } = input;
  const candidates = input.noFailover ? plan.candidates.slice(0, 1) : plan.candidates;
  const deadlineMs = ports.clock.monotonic() + plan.route.timeouts.totalMs - journal.elapsedMs();
  const errors: UpstreamError[] = [];
  let failed: Target | null = null;

  for (const [index, target] of candidates.entries()) {
    if (journal.attempts.length >= maxAttemptsPerRequest) break;
    if (!takesAfter(errors.at(-1), { target, failed })) continue;
    const anotherTarget = index + 1 < candidates.length;
    const outcome = await tryTarget({ ...input, target, deadlineMs, anotherTarget, panic: false });
    if (outcome.type === 'served') return outcome.served;
    if (outcome.type === 'skipped') continue;
    errors.push(outcome.error);
    failed = target;
    if (!mayMoveOn(outcome.error, input)) break;
  }
  if (errors.length === 0) {
    const outcome = await panic({ ...input, candidates, deadlineMs });
    if (outcome?.type === 'served') return outcome.served;
    if (outcome?.type === 'failed') errors.push(outcome.error);
  }
  throw failureAnswer({ errors, candidates, health, ports, route: plan.route });
}

type TargetOutcome =
  | { readonly type: 'served'; readonly served: Served }
  | { readonly type: 'failed'; readonly error: UpstreamError }
  | { readonly type: 'skipped' };

interface TargetInput extends FailoverInput {
  readonly target: Target;
  readonly deadlineMs: number;
  readonly anotherTarget: boolean;
  /** Call although the circuit is open, because no other target is left. */
  readonly panic: boolean;
}

/** One target with its retries. Health is asked before each call: it may have changed since the last. */
async function tryTarget(input: TargetInput): Promise<TargetOutcome> {
  const { target, health, journal, plan, ports } = input;
  const adapter = findAdapter(target.provider.adapter);
  if (adapter === undefined)
    throw new GatewayError('internal_error', `No adapter "${target.provider.adapter}".`);
  const startedMs = journal.elapsedMs();
  const triedCredentials = new Set<string>();
  let lastError: UpstreamError | null = null;
  let freshConnection = false;

  for (let retries = 0; retries < maxAttemptsPerTarget; retries += 1) {
    const ready = acquire(input, triedCredentials);
    if ('skip' in ready) {
      if (lastError !== null) break;
      journal.skip({ target: target.id, ...ready.skip }, true);
      return { type: 'skipped' };
    }
    const { credential, permit } = ready;
    const before = journal.elapsedMs();
    try {
      const { route } = plan;
      const answer = await attempt({ ...input, adapter, route, credential, freshConnection });
      journal.settleMoves(target, journal.elapsedMs() - before, 'ok');
      return { type: 'served', served: { answer, target, permit } };
    } catch (cause) {
      if (!(cause instanceof UpstreamError)) throw cause;
      lastError = cause;
      settlePermit(permit, cause);
      health.bench.blame(credential, target.model, cause);
      if (verdicts[cause.kind].blames === 'credential')
        ports.logCredentialOut({
          provider: target.provider.name,
          credential: credential.name,
          kind: cause.kind,
        });
    }
    const decision = decideRetry(lastError, {
      route: plan.route,
      retries,
      anotherTarget: input.anotherTarget,
      random: ports.random(),
    });
    if (!decision.retry || journal.attempts.length >= maxAttemptsPerRequest) break;
    if (decision.otherCredential) triedCredentials.add(credential.id);
    if (decision.waitMs > 0 && !(await pause(input, decision.waitMs))) break;
    freshConnection = decision.freshConnection;
  }
  if (lastError === null) return { type: 'skipped' };
  const tookMs = journal.elapsedMs() - startedMs;
  journal.settleMoves(target, tookMs, 'failed');
  journal.moveOn(target, lastError.kind, tookMs);
  return { type: 'failed', error: lastError };
}

type Readiness =
  | { readonly credential: Credential; readonly permit: Permit }
  | { readonly skip: { readonly reason: SkipReason; readonly detail: string | null } };

function acquire({ target, health, plan, panic: force }: TargetInput, tried: ReadonlySet<string>): Readiness {
  const pick = health.bench.pick(target.provider.credentials, target.model, tried);
  if (pick.credential === null)
    return {
      skip: { reason: pick.reason, detail: pick.until === null ? null : new Date(pick.until).toISOString() },
    };
  const { breaker } = health;
  const permit = force
    ? breaker.tryAcquirePanic(target.id, plan.route.breaker)
    : breaker.tryAcquire(target.id, plan.route.breaker);
  if (permit !== null) return { credential: pick.credential, permit };
  const probeAt = breaker.opensAgainAt(target.id);
  const detail = probeAt === null ? null : `next probe at ${new Date(probeAt).toISOString()}`;
  return { skip: { reason: 'circuit_open', detail } };
}

/** Every circuit is open: one call to the least recently failed target, rather than an error without a try. */
async function panic(
  input: FailoverInput & { candidates: readonly Target[]; deadlineMs: number },
): Promise<TargetOutcome | null> {
  const circuits = input.health.breaker.circuits();
  const open = input.candidates.filter(({ id }) => (circuits.get(id)?.state ?? 'closed') !== 'closed');
  const since = ({ id }: Target) => circuits.get(id)?.since ?? 0;
  const [target] = open.sort((a, b) => since(a) - since(b));
  if (target === undefined) return null;
  return tryTarget({ ...input, target, anotherTarget: false, panic: true });
}

/** Tells the breaker what a failed call means for the target, by the verdict table. */
function settlePermit(permit: Permit, error: UpstreamError): void {
  const { blames } = verdicts[error.kind];
  const unnamedWait = blames === 'credential_for_model' && error.retryAfterMs === null;
  if (blames === 'target' || unnamedWait) permit.fail(error.kind);
  else permit.release();
}

/** Whether the plan goes on after this failure. */
function mayMoveOn(error: UpstreamError, { plan }: FailoverInput): boolean {
  if (!statusAllowsRecovery(error, plan.route)) return false;
  const verdict = verdicts[error.kind].failover;
  if (verdict === 'rescue') return plan.route.rescueAuthenticationFailures;
  return verdict === 'always' || verdict === 'larger_context';
}

/** After "too long" only a larger window makes sense; every other failure may be answered by any next target. */
function takesAfter(
  error: UpstreamError | undefined,
  hop: { target: Target; failed: Target | null },
): boolean {
  if (error?.kind !== 'context_length_exceeded') return true;
  const window = hop.failed?.facts.contextWindow ?? null;
  return window !== null && (hop.target.facts.contextWindow ?? 0) > window;
}

/** Waits before a retry. False when the caller left or the time is not there. */
async function pause(
  { ports, journal, callerSignal, deadlineMs }: TargetInput,
  ms: number,
): Promise<boolean> {
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

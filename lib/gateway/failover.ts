import type { Target } from './configuration.ts';
import { type UpstreamError, verdicts } from './errors.ts';
import { failureAnswer } from './failure-answer.ts';
import { statusAllowsRecovery } from './resilience/retry-decision.ts';
import {
  type FailoverInput,
  maxAttemptsPerRequest,
  type Served,
  type TargetOutcome,
  tryTarget,
} from './try-target.ts';

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

  const queue = [...candidates];
  for (const [index, target] of queue.entries()) {
    if (journal.attempts.length >= maxAttemptsPerRequest) break;
    if (!takesAfter(errors.at(-1), { target, failed })) continue;
    // A target that only ramps up comes once more, after all others, and then takes the call.
    const anotherTarget = index + 1 < queue.length && index < candidates.length;
    const outcome = await tryTarget({ ...input, target, deadlineMs, anotherTarget, panic: false });
    if (outcome.type === 'served') return outcome.served;
    if (outcome.type === 'skipped') {
      if (outcome.ramping) queue.push(target);
      continue;
    }
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

/** Every circuit is open: one call to the least recently failed target, rather than an error without a try. */
async function panic(
  input: FailoverInput & { candidates: readonly Target[]; deadlineMs: number },
): Promise<TargetOutcome | null> {
  const circuits = input.health.breaker.circuits();
  const open = input.candidates.filter(({ id }) => input.health.breaker.opensAgainAt(id) !== null);
  const since = ({ id }: Target) => circuits.get(id)?.since ?? 0;
  const [target] = open.sort((a, b) => since(a) - since(b));
  if (target === undefined) return null;
  return tryTarget({ ...input, target, anotherTarget: false, panic: true });
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

import type { Target } from './configuration.ts';
import { type UpstreamError, verdicts } from './errors.ts';
import { callerGone, failureAnswer, isVerdict } from './failure-answer.ts';
import { statusAllowsRecovery } from './resilience/retry-decision.ts';
import { Hops } from './router/hops.ts';
import type { RoutePlan } from './router/plan-route.ts';
import {
  type FailoverInput,
  maxAttemptsPerRequest,
  type Served,
  type TargetOutcome,
  tryTarget,
} from './try-target.ts';
import { tryWhenRoom } from './try-when-room.ts';

/** An answer that has begun, and the plan as it is after what failed before it. */
export interface FailoverResult {
  readonly served: Served;
  readonly plan: RoutePlan;
}

/**
 * Steps 5 and 6: tries the plan's targets in order, and the fallbacks that a failure calls for, until one begins to answer.
 * @throws GatewayError the one clean error that the caller gets.
 */
export async function failover(input: FailoverInput): Promise<FailoverResult> {
  const { plan, journal, ports } = input;
  const hops = new Hops(plan, input.noFailover);
  const deadlineMs = ports.clock.monotonic() + plan.route.timeouts.totalMs - journal.elapsedMs();
  const errors: UpstreamError[] = [];
  /** Targets that were not well when they were asked, and might take the request as far as is known. */
  let passedOver: Target[] = [];

  for (;;) {
    if (input.callerSignal.aborted) throw callerGone();
    const next = hops.next();
    const outOfTime = errors.length > 0 && ports.clock.monotonic() >= deadlineMs;
    if (outOfTime || journal.attempts.length >= maxAttemptsPerRequest) break;
    const hop = { ...input, deadlineMs, anotherTarget: hops.another, panic: false };
    const tried =
      next === null
        ? await tryWhenRoom({ ...input, deadlineMs, passedOver })
        : { target: next, outcome: await tryTarget({ ...hop, target: next }) };
    if (tried === null) break;
    const { target, outcome } = tried;
    if (outcome.type === 'served') return { served: outcome.served, plan: hops.rest(target) };
    if (outcome.type === 'unpaid') {
      if (errors.length === 0) throw outcome.error;
      // Whatever else there is would have to be paid for as well.
      passedOver = [];
      break;
    }
    if (outcome.type === 'skipped') {
      if (!passedOver.includes(target)) passedOver.push(target);
      if (outcome.ramping) hops.comeBack(target);
      continue;
    }
    const { error } = outcome;
    errors.push(error);
    const movesOn = mayMoveOn(error, plan);
    if (movesOn) for (const skip of hops.narrow(target, error)) journal.skip(skip, false);
    passedOver = passedOver.filter(
      (other) => other !== target && movesOn && hops.mayDiffer(other, target, error),
    );
    if (!movesOn) break;
  }
  return lastResort(input, { hops, errors, passedOver, deadlineMs });
}

/** What the targets of a plan have come to, none of which began to answer. */
interface Outlook {
  readonly hops: Hops;
  readonly errors: readonly UpstreamError[];
  readonly passedOver: readonly Target[];
  readonly deadlineMs: number;
}

/** A call in panic where one may help. @throws GatewayError the one clean error otherwise. */
async function lastResort(input: FailoverInput, outlook: Outlook): Promise<FailoverResult> {
  if (input.callerSignal.aborted) throw callerGone();
  const { hops, errors, passedOver, deadlineMs } = outlook;
  const last = errors.at(-1);
  // A verdict on the request goes back only when nobody is left who may see it otherwise.
  const open = last === undefined || isVerdict(last.kind) ? passedOver : [];
  const outcome = await panic({ ...input, candidates: open, deadlineMs });
  if (outcome?.type === 'served') return { served: outcome.served, plan: hops.rest(outcome.served.target) };
  if (outcome?.type === 'unpaid' && errors.length === 0) throw outcome.error;
  if (outcome?.type !== 'failed') throw failureAnswer({ ...input, errors, passedOver: open });
  const { error } = outcome;
  const left = isVerdict(error.kind) ? [] : open;
  throw failureAnswer({ ...input, errors: [...errors, error], passedOver: left });
}

/** Every circuit is open: one call to the least recently failed target, rather than an error without a try. */
async function panic(
  input: FailoverInput & { candidates: readonly Target[]; deadlineMs: number },
): Promise<TargetOutcome | null> {
  const { health, journal, ports } = input;
  const { breaker } = health;
  const isOver = journal.attempts.length > 0 && ports.clock.monotonic() >= input.deadlineMs;
  if (isOver || journal.attempts.length >= maxAttemptsPerRequest) return null;
  // An operator's order holds in panic too.
  const open = input.candidates.filter(
    ({ id }) => breaker.opensAgainAt(id) !== null && breaker.forcedOpen(id) === null,
  );
  const circuits = breaker.circuits();
  const since = ({ id }: Target) => circuits.get(id)?.since ?? 0;
  const [target] = open.sort((a, b) => since(a) - since(b));
  if (target === undefined) return null;
  return tryTarget({ ...input, target, anotherTarget: false, panic: true });
}

/** Whether the plan goes on after this failure. */
function mayMoveOn(error: UpstreamError, { route }: RoutePlan): boolean {
  if (!statusAllowsRecovery(error, route)) return false;
  const verdict = verdicts[error.kind].failover;
  return verdict === 'rescue' ? route.rescueAuthenticationFailures : verdict !== 'never';
}

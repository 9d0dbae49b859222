import { UpstreamError, verdicts } from '../errors.ts';
import { statusAllowsRecovery } from '../resilience/retry-decision.ts';
import type { CanonicalEvent } from '../stream/canonical-events.ts';
import { maxAttemptsPerRequest, type Served, tryTarget } from '../try-target.ts';
import { disagreementMessage } from './disagreement-message.ts';
import { type Leg, openLeg } from './leg.ts';
import { type RecoveryChoice, recoveryTargets } from './recovery-targets.ts';
import { createReplayComparison, type ReplayComparison } from './replay-comparison.ts';

/** A stream that broke, and why. */
export interface Break {
  readonly leg: Leg;
  readonly error: UpstreamError;
}

/** A replay that agreed: it goes on from what the caller has, beginning with `batch`. */
export interface Joined {
  readonly leg: Leg;
  readonly batch: readonly CanonicalEvent[];
}

/** Whether a route may replay at all, before anything broke: then what the caller gets is kept for comparison. */
export function mayReplay({
  plan,
  request,
  noFailover,
}: Pick<RecoveryChoice, 'plan' | 'request' | 'noFailover'>) {
  const wanted = plan.route.streamRecovery === 'replay' && !noFailover;
  return wanted && plan.candidates.length > 1 && (request.n ?? 1) === 1;
}

/**
 * Has the next eligible target say the whole answer again, until one agrees with what the caller has. Null when none can be asked or
 * the first that was asked says something else; everything that was called is then settled.
 */
export async function replay(choice: RecoveryChoice, broken: Break): Promise<Joined | null> {
  const { plan, journal, ports, transcript, callerSignal } = choice;
  const brokenTarget = broken.leg.served.target;
  if (!transcript.comparable || !movesOn(broken.error, choice)) return null;
  const deadlineMs = ports.clock.monotonic() + plan.route.timeouts.totalMs - journal.elapsedMs();
  const targets = recoveryTargets(choice, brokenTarget);
  journal.moveOn(brokenTarget, broken.error.kind, journal.elapsedMs() - broken.leg.answer.attempt.startedMs);

  for (const [index, target] of targets.entries()) {
    const outOfTime = ports.clock.monotonic() >= deadlineMs;
    if (callerSignal.aborted || outOfTime || journal.attempts.length >= maxAttemptsPerRequest) return null;
    const anotherTarget = index + 1 < targets.length;
    const hop = { ...choice, target, deadlineMs, anotherTarget, panic: false, isReplay: true };
    const outcome = await tryTarget(hop);
    if (outcome.type === 'skipped') continue;
    const result = outcome.type === 'failed' ? outcome.error : await join(choice, broken, outcome.served);
    if (result === 'disagrees') return null;
    if (!(result instanceof UpstreamError)) return result;
    if (!movesOn(result, choice)) return null;
  }
  return null;
}

/** Only after failures that say nothing about the request itself, and that the route lets fail over. */
function movesOn(error: UpstreamError, { plan }: RecoveryChoice): boolean {
  return verdicts[error.kind].failover === 'always' && statusAllowsRecovery(error, plan.route);
}

/** Reads a replay up to where it goes on from what the caller has, and writes down how that ended. */
async function join(
  choice: RecoveryChoice,
  broken: Break,
  served: Served,
): Promise<Joined | 'disagrees' | UpstreamError> {
  const { journal, plan, agreement, transcript } = choice;
  const { answer, target } = served;
  if (answer.type !== 'stream') throw new Error('A replay of a stream is a stream.');
  const leg = openLeg(answer, { journal, served, inputTokens: plan.inputTokens });
  const comparison = createReplayComparison(transcript);
  const sinceMs = answer.attempt.startedMs;
  const pair = [broken.leg.served.target.id, target.id] as const;
  try {
    const batch = await readOn(leg, comparison);
    const agrees = batch !== 'disagrees' && (batch !== null || comparison.complete);
    agreement.note(...pair, agrees);
    journal.settleMoves(target, journal.elapsedMs() - sinceMs, agrees ? 'ok' : 'failed');
    if (batch !== 'disagrees' && agrees) return { leg: continuing(leg, comparison), batch: batch ?? [] };
    leg.settle(disagreement());
    return 'disagrees';
  } catch (cause) {
    const error = cause instanceof UpstreamError ? cause : notReplayed(cause);
    const tookMs = journal.elapsedMs() - sinceMs;
    leg.settle(error);
    journal.settleMoves(target, tookMs, 'failed');
    journal.moveOn(target, error.kind, tookMs);
    return error;
  }
}

/** The next events that the caller does not have yet; null at the end. */
async function readOn(
  leg: Leg,
  comparison: ReplayComparison,
): Promise<readonly CanonicalEvent[] | null | 'disagrees'> {
  for (let batch = await leg.next(); batch !== null; batch = await leg.next()) {
    const news: CanonicalEvent[] = [];
    for (const { chunk, content } of batch) {
      const beyond = comparison.take(chunk);
      if (beyond === 'disagrees') return beyond;
      if (beyond !== null) news.push({ chunk: beyond, json: JSON.stringify(beyond), content });
    }
    if (news.length > 0) return news;
  }
  return null;
}

/** The same leg, which from here on gives the caller's chunks. */
const continuing = (leg: Leg, comparison: ReplayComparison): Leg => ({
  ...leg,
  async next() {
    const news = await readOn(leg, comparison);
    // Nothing is compared once it has joined.
    return news === 'disagrees' ? null : news;
  },
});

/** Ended by the gateway, which is the target's client here: nobody is to blame. */
const disagreement = () => new UpstreamError('client_closed', disagreementMessage);

const notReplayed = (cause: unknown) =>
  new UpstreamError('stream_interrupted', 'The replay could not be compared.', { cause });

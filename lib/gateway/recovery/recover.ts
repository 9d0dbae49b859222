import { UpstreamError, verdicts } from '../errors.ts';
import { statusAllowsRecovery } from '../resilience/retry-decision.ts';
import type { CanonicalEvent } from '../stream/canonical-events.ts';
import { maxAttemptsPerRequest, type Served, tryTarget } from '../try-target.ts';
import { disagreementMessage } from './disagreement-message.ts';
import type { Joining } from './joining.ts';
import { type Leg, openLeg } from './leg.ts';
import { type RecoveryMethod, recoveryMethod, takesPrefill } from './recovery-method.ts';
import type { RecoveryChoice } from './recovery-targets.ts';

/** A stream that broke, and why. */
export interface Break {
  readonly leg: Leg;
  readonly error: UpstreamError;
}

/** A leg that agreed: it goes on from what the caller has, beginning with `batch`. */
export interface Joined {
  readonly leg: Leg;
  readonly batch: readonly CanonicalEvent[];
}

/** Whether a broken answer may be completed at all, before anything broke: then what the caller gets is kept for comparison. */
export function mayRecover({
  plan: { route, candidates },
  request,
  noFailover,
}: Pick<RecoveryChoice, 'plan' | 'request' | 'noFailover'>): boolean {
  if (noFailover || candidates.length < 2 || (request.n ?? 1) !== 1) return false;
  if (route.streamRecovery === 'continue') return candidates.some(takesPrefill);
  return route.streamRecovery === 'replay';
}

/**
 * Has the next eligible target complete the answer, until one agrees with what the caller has. Null when none can be asked or the first
 * that answered says something else; everything that was called is then settled.
 */
export async function recover(choice: RecoveryChoice, broken: Break): Promise<Joined | null> {
  const { plan, journal, ports, callerSignal } = choice;
  const brokenTarget = broken.leg.served.target;
  const method = recoveryMethod(choice, brokenTarget);
  if (method === null || !movesOn(broken.error, choice)) return null;
  const deadlineMs = ports.clock.monotonic() + plan.route.timeouts.totalMs - journal.elapsedMs();
  const { targets, request, continuesAnswer, inputTokens } = method;
  journal.moveOn(brokenTarget, broken.error.kind, journal.elapsedMs() - broken.leg.answer.attempt.startedMs);

  for (const [index, target] of targets.entries()) {
    const outOfTime = ports.clock.monotonic() >= deadlineMs;
    if (callerSignal.aborted || outOfTime || journal.attempts.length >= maxAttemptsPerRequest) return null;
    const anotherTarget = index + 1 < targets.length;
    const goal = { request, continuesAnswer, plan: { ...plan, inputTokens }, isReplay: true };
    const outcome = await tryTarget({ ...choice, ...goal, target, deadlineMs, anotherTarget, panic: false });
    if (outcome.type === 'unpaid') return null;
    if (outcome.type === 'skipped') continue;
    const result = outcome.type === 'failed' ? outcome.error : await join(choice, method, outcome.served);
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

/** Reads a new leg up to where it goes on from what the caller has, and writes down how that ended. */
async function join(
  { journal }: RecoveryChoice,
  method: RecoveryMethod,
  served: Served,
): Promise<Joined | 'disagrees' | UpstreamError> {
  const { answer, target } = served;
  if (answer.type !== 'stream') throw new Error('What completes a stream is a stream.');
  const leg = openLeg(answer, { journal, served, inputTokens: method.inputTokens });
  const joining = method.join();
  const sinceMs = answer.attempt.startedMs;
  try {
    const batch = await readOn(leg, joining);
    const agrees = batch !== 'disagrees' && (batch !== null || joining.complete);
    method.note(target, agrees);
    journal.settleMoves(target, journal.elapsedMs() - sinceMs, agrees ? 'ok' : 'failed');
    if (batch !== 'disagrees' && agrees) return { leg: goingOn(leg, joining, method), batch: batch ?? [] };
    leg.settle(disagreement());
    return 'disagrees';
  } catch (cause) {
    const error = cause instanceof UpstreamError ? cause : notJoined(cause);
    const tookMs = journal.elapsedMs() - sinceMs;
    leg.settle(error);
    journal.settleMoves(target, tookMs, 'failed');
    journal.moveOn(target, error.kind, tookMs);
    return error;
  }
}

/** The next events that the caller does not have yet; null at the end. */
async function readOn(leg: Leg, joining: Joining): Promise<readonly CanonicalEvent[] | null | 'disagrees'> {
  for (let batch = await leg.next(); batch !== null; batch = await leg.next()) {
    const news: CanonicalEvent[] = [];
    for (const { chunk, content } of batch) {
      const beyond = joining.take(chunk);
      if (beyond === 'disagrees') return beyond;
      if (beyond !== null) news.push({ chunk: beyond, json: JSON.stringify(beyond), content });
    }
    if (news.length > 0) return news;
  }
  return null;
}

/** The same leg, which from here on gives the caller's chunks and the usage of the caller's answer. */
const goingOn = (leg: Leg, joining: Joining, method: RecoveryMethod): Leg => ({
  ...leg,
  async next() {
    const news = await readOn(leg, joining);
    // Nothing is compared once it has joined.
    return news === 'disagrees' ? null : news;
  },
  usage: () => method.answerUsage(leg.usage()),
});

/** Ended by the gateway, which is the target's client here: nobody is to blame. */
const disagreement = () => new UpstreamError('client_closed', disagreementMessage);

const notJoined = (cause: unknown) =>
  new UpstreamError('stream_interrupted', 'The answer could not be compared.', { cause });

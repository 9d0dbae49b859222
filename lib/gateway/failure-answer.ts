import { fundsReturnAtMs } from './budgets/fund-call.ts';
import type { Target } from './configuration.ts';
import { type FailureKind, GatewayError, type UpstreamError } from './errors.ts';
import { chooseCredential } from './resilience/headroom/choose-credential.ts';
import { demandOf } from './resilience/headroom/demand.ts';
import type { FailoverInput } from './try-target.ts';

/** What is known when no target answered. */
export interface FailureInput
  extends Pick<FailoverInput, 'health' | 'ports' | 'plan' | 'journal' | 'request' | 'wallet'> {
  /** The last failure of each target that was tried, in order; empty when all were passed over. */
  readonly errors: readonly UpstreamError[];
  /** Targets that might have answered this request, had their health allowed it; not empty when `errors` is. They may be all that can. */
  readonly passedOver: readonly Target[];
}

/** Verdicts on the request itself: the provider's own status and reason go back to the caller. */
const verdictStatus = {
  invalid_request: 400,
  content_filtered: 400,
  context_length_exceeded: 400,
  payload_too_large: 413,
} as const satisfies Partial<Record<FailureKind, number>>;

/** Whether a failure is the provider's verdict on the request rather than trouble of its own. */
export const isVerdict = (kind: FailureKind): kind is keyof typeof verdictStatus => kind in verdictStatus;

/** For a caller who no longer waits: nobody reads it but the record. */
export const callerGone = () =>
  new GatewayError('internal_error', 'The caller closed the connection.', {
    status: 499,
    kind: 'client_closed',
  });

/** The one clean error for a request that no target answered. */
export function failureAnswer(input: FailureInput): GatewayError {
  const { errors, passedOver, plan } = input;
  const { route } = plan;
  const last = errors.at(-1);
  if (last === undefined || (passedOver.length > 0 && isVerdict(last.kind)))
    return isCrowded(input)
      ? crowded(input)
      : allFailed(input, `No target of "${route.name}" can be called now`);
  if (isVerdict(last.kind)) return providerVerdict(last, last.kind);
  if (last.kind === 'client_closed') return callerGone();
  if (last.kind === 'authentication' || last.kind === 'permission')
    return new GatewayError(
      'provider_authentication_failed',
      'The provider refused the credential that this gateway holds for it. Whoever runs the gateway must replace it.',
      { kind: last.kind },
    );
  return allFailed(input, `Every target of "${route.name}" failed`);
}

/** Statuses that mean to a client what the verdict means. A 403 would blame its key, a 429 would have it try again. */
const honestStatuses: ReadonlySet<number> = new Set([400, 413, 422]);

function providerVerdict(error: UpstreamError, kind: keyof typeof verdictStatus): GatewayError {
  const { status } = error;
  const unchanged = kind === 'invalid_request' && status !== null && status >= 400 && status < 500;
  return new GatewayError('provider_rejected', error.body?.message ?? error.message, {
    // A success status, as of an error inside a 200, says nothing.
    status: status !== null && (unchanged || honestStatuses.has(status)) ? status : verdictStatus[kind],
    origin: 'provider',
    kind,
    ...(error.body === null ? {} : { body: error.body }),
  });
}

/** Every target that might have answered has as much to do as it may. */
function isCrowded({ passedOver, journal, health }: FailureInput): boolean {
  const last = (id: string) => journal.skipped.findLast(({ target }) => target === id)?.reason;
  return (
    passedOver.length > 0 &&
    passedOver.every(({ id }) => last(id) === 'no_headroom' && health.breaker.opensAgainAt(id) === null)
  );
}

function crowded(input: FailureInput): GatewayError {
  return new GatewayError(
    'rate_limit_exceeded',
    `Every target of "${input.plan.route.name}" has as many calls as it takes. Try again after the time in retry-after.`,
    { retryAfterMs: waitMs(input) },
  );
}

function allFailed(input: FailureInput, sentence: string): GatewayError {
  const { errors } = input;
  const last = errors.at(-1);
  const allTimedOut = errors.length > 0 && errors.every((error) => error.kind === 'timeout');
  const detail = last === undefined ? '' : ` (last: ${last.message.replace(/\.$/, '')})`;
  return new GatewayError(
    'all_targets_failed',
    `${sentence}${detail}. Try again after the time in retry-after.`,
    {
      ...(allTimedOut ? { status: 504 } : {}),
      ...(last === undefined ? {} : { kind: last.kind }),
      retryAfterMs: waitMs(input),
    },
  );
}

/** Milliseconds until something may work again: a probe, a benched credential, a wait the provider named. */
function waitMs({ passedOver, plan, health, errors, ports, request, wallet }: FailureInput): number {
  const now = ports.clock.now();
  const targets = passedOver.length > 0 ? passedOver : plan.candidates;
  const times = targets.flatMap((target) => {
    // What is needed last decides.
    const probedAt = health.breaker.opensAgainAt(target.id);
    const after = (time: number) => [Math.max(time, probedAt ?? 0)];
    const fundedAt = fundsReturnAtMs({ wallet, target, request, nowMs: now });
    if (fundedAt !== null) return after(fundedAt);
    const demand = demandOf(request, plan, target);
    const choice = chooseCredential(health, { target, demand, tried: new Set(), now: ports.clock.now });
    // A call in flight may end at any time; a refused credential does not heal by itself.
    if (choice.reason === 'no_headroom') return after(choice.untilMs ?? now + 1_000);
    if (choice.credential === null) return choice.untilMs === null ? [] : after(choice.untilMs);
    return [probedAt ?? now + 1_000];
  });
  for (const error of errors) if (error.retryAfterMs !== null) times.push(now + error.retryAfterMs);
  const soonest = Math.min(...times);
  // What an operator holds open without an end may be let go at any moment.
  return Number.isFinite(soonest) ? Math.max(0, soonest - now) : 30_000;
}

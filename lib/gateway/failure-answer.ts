import type { Route, Target } from './configuration.ts';
import { type FailureKind, GatewayError, type UpstreamError } from './errors.ts';
import type { GatewayPorts } from './ports.ts';
import type { Health } from './resilience/health.ts';

/** What is known when no target answered. */
export interface FailureInput {
  /** The last failure of each target that was tried, in order; empty when all were passed over. */
  readonly errors: readonly UpstreamError[];
  readonly candidates: readonly Target[];
  readonly health: Health;
  readonly ports: GatewayPorts;
  readonly route: Route;
}

/** Verdicts on the request itself: the provider's own status and reason go back to the caller. */
const verdictStatus = {
  invalid_request: 400,
  content_filtered: 400,
  context_length_exceeded: 400,
  payload_too_large: 413,
} as const satisfies Partial<Record<FailureKind, number>>;

const isVerdict = (kind: FailureKind): kind is keyof typeof verdictStatus => kind in verdictStatus;

/** The one clean error for a request that no target answered. */
export function failureAnswer(input: FailureInput): GatewayError {
  const { errors, route } = input;
  const last = errors.at(-1);
  if (last === undefined) return allFailed(input, `No target of "${route.name}" can be called now`);
  if (isVerdict(last.kind)) return providerVerdict(last);
  if (last.kind === 'client_closed')
    return new GatewayError('internal_error', last.message, { status: 499, kind: 'client_closed' });
  if (last.kind === 'authentication' || last.kind === 'permission')
    return new GatewayError(
      'provider_authentication_failed',
      'The provider refused the credential that this gateway holds for it. Whoever runs the gateway must replace it.',
      { kind: last.kind },
    );
  return allFailed(input, `Every target of "${route.name}" failed`);
}

function providerVerdict(error: UpstreamError): GatewayError {
  const kind = error.kind;
  const status = isVerdict(kind) ? verdictStatus[kind] : 400;
  // 422 says more than 400; a success status, as of an error inside a 200, says nothing.
  const own = error.status !== null && error.status >= 400 && error.status < 500 ? error.status : status;
  return new GatewayError('provider_rejected', error.body?.message ?? error.message, {
    status: own,
    origin: 'provider',
    kind,
    ...(error.body === null ? {} : { body: error.body }),
  });
}

function allFailed(input: FailureInput, sentence: string): GatewayError {
  const { errors, ports } = input;
  const last = errors.at(-1);
  const allTimedOut = errors.length > 0 && errors.every((error) => error.kind === 'timeout');
  const detail = last === undefined ? '' : ` (last: ${last.message.replace(/\.$/, '')})`;
  return new GatewayError(
    'all_targets_failed',
    `${sentence}${detail}. Try again after the time in retry-after.`,
    {
      ...(allTimedOut ? { status: 504 } : {}),
      ...(last === undefined ? {} : { kind: last.kind }),
      retryAfterMs: Math.max(0, soonest(input) - ports.clock.now()),
    },
  );
}

/** Unix milliseconds at which something may work again: a probe, a benched credential, a wait the provider named. */
function soonest({ candidates, health, errors, ports }: FailureInput): number {
  const now = ports.clock.now();
  const times = candidates.flatMap(({ id, provider, model }) => {
    const pick = health.bench.pick(provider.credentials, model, new Set());
    if (pick.credential === null) return pick.until === null ? [] : [pick.until];
    return [health.breaker.opensAgainAt(id) ?? now + 1_000];
  });
  for (const error of errors) if (error.retryAfterMs !== null) times.push(now + error.retryAfterMs);
  return times.length === 0 ? now + 30_000 : Math.min(...times);
}

import type { ResolvedRoute, RouteTarget } from './schema.ts';

/** The chain and what moves a request along it, in plain sentences. */
export function summariseRoute(
  targets: readonly Pick<RouteTarget, 'target'>[],
  resolved: ResolvedRoute,
): string {
  const chain = targets.map(({ target }) => target).join(', then ');
  if (chain === '') return 'No target: every request is refused.';
  const others = targets.length > 1;
  return [
    `${chain}.`,
    retries(resolved),
    moves(resolved),
    ...streams(resolved, others),
    breaker(resolved),
  ].join(' ');
}

function retries({ num_retries: count }: ResolvedRoute): string {
  if (count === 0) return 'A failed target is not tried again.';
  return `A failure that a wait may heal is tried again ${count === 1 ? 'once' : 'twice'} on the same target.`;
}

function moves({ timeouts, on_status_codes: codes }: ResolvedRoute): string {
  const slow = `${seconds(timeouts.first_token_ms)} without a first token`;
  return codes === null
    ? `An error or ${slow} moves the request to the next one.`
    : `Status ${codes.join(', ')}, a broken connection or ${slow} moves the request to the next one.`;
}

/** What becomes of a stream that breaks; nothing where there is nobody else to complete it. */
function streams({ stream_recovery: recovery }: ResolvedRoute, others: boolean): string[] {
  switch (recovery) {
    case 'off':
      return ['A broken stream ends with an error.'];
    case 'replay':
      return others ? ['A broken stream is completed by another target when the two agree.'] : [];
    case 'buffer':
      return [`A stream is held until it is complete${others ? ', so a break moves the request too' : ''}.`];
  }
}

function breaker({
  breaker: { consecutive_failures: failures, cooldown_ms: cooldownMs },
}: ResolvedRoute): string {
  const after = failures === 1 ? 'After 1 failure' : `After ${failures} failures in a row`;
  return `${after} a target rests for ${seconds(cooldownMs)}.`;
}

const seconds = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(1))} s`);

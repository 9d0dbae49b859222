import type { ResolvedRoute, RouteItem, RouteTarget } from './schema.ts';

type Named = Pick<RouteTarget, 'target'>;

/** Where a request goes that failed for a cause of its own. */
type Fallbacks = Readonly<
  Record<keyof Pick<RouteItem, 'context_window_fallbacks' | 'content_policy_fallbacks'>, readonly Named[]>
>;

const noFallbacks: Fallbacks = { context_window_fallbacks: [], content_policy_fallbacks: [] };

/** The chain and what moves a request along it, in plain sentences. */
export function summariseRoute(
  targets: readonly Named[],
  resolved: ResolvedRoute,
  fallbacks: Fallbacks = noFallbacks,
): string {
  const chain = inOrder(targets);
  if (chain === '') return 'No target: every request is refused.';
  const others = targets.length > 1;
  return [
    `${chain}.`,
    retries(resolved),
    moves(resolved),
    ...causes(fallbacks),
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

function causes({ context_window_fallbacks: longer, content_policy_fallbacks: milder }: Fallbacks): string[] {
  return [
    ...(longer.length > 0 ? [`A prompt too long for its target goes to ${inOrder(longer)}.`] : []),
    ...(milder.length > 0 ? [`A request that a provider's filter refused goes to ${inOrder(milder)}.`] : []),
  ];
}

const inOrder = (targets: readonly Named[]): string => targets.map(({ target }) => target).join(', then ');

/** What becomes of a stream that breaks; nothing where there is nobody else to complete it. */
function streams({ stream_recovery: recovery }: ResolvedRoute, others: boolean): string[] {
  switch (recovery) {
    case 'off':
      return ['A broken stream ends with an error.'];
    case 'replay':
      return others ? ['A broken stream is completed by another target when the two agree.'] : [];
    case 'continue':
      return others ? ['A broken stream is continued by a target that can take up a partial answer.'] : [];
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

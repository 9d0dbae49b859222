import type { Circuit, ProviderHealth } from '#lib/console/circuits/schema.ts';
import { StatusBadge, UnknownBadge } from './status-badge.tsx';
import type { Tone } from './tone.ts';

type Known = Exclude<ProviderHealth['health'], 'unknown'>;

const healthLook = {
  healthy: { tone: 'ok', word: 'Healthy' },
  degraded: { tone: 'degraded', word: 'Degraded' },
  down: { tone: 'failed', word: 'Down' },
} as const satisfies Record<Known, { tone: Tone; word: string }>;

/** How a provider does now. */
export const HealthBadge = ({ health }: { readonly health: ProviderHealth['health'] }) =>
  health === 'unknown' ? (
    <UnknownBadge>Not called yet</UnknownBadge>
  ) : (
    <StatusBadge tone={healthLook[health].tone}>{healthLook[health].word}</StatusBadge>
  );

const circuitLook = {
  closed: { tone: 'ok', word: 'Closed' },
  half_open: { tone: 'degraded', word: 'Half-open' },
  open: { tone: 'failed', word: 'Open' },
  forced_open: { tone: 'failed', word: 'Forced open' },
} as const satisfies Record<Circuit['state'], { tone: Tone; word: string }>;

/** The state of one target's circuit breaker; null when no gateway has called it. */
export const CircuitBadge = ({ state }: { readonly state: Circuit['state'] | null }) =>
  state === null ? (
    <UnknownBadge>Not called yet</UnknownBadge>
  ) : (
    <StatusBadge tone={circuitLook[state].tone}>{circuitLook[state].word}</StatusBadge>
  );

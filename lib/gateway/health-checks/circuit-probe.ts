import type { CircuitBreaker, Permit } from '../resilience/circuit-breaker.ts';
import type { PlannedCheck } from './planned-checks.ts';
import type { CheckResult } from './run-check.ts';

/**
 * The permits with which a check is the probe of circuits whose cooldown is over. Only of those that failed connections
 * opened: that the host answers again is all that a list of models proves. The others are left to traffic.
 */
export function takeProbes(
  { targets }: PlannedCheck,
  breaker: CircuitBreaker,
  nowMs: number,
): readonly Permit[] {
  const due = [...targets].filter(([id]) => (breaker.opensAgainAt(id) ?? Number.POSITIVE_INFINITY) <= nowMs);
  if (due.length === 0) return [];
  const circuits = breaker.circuits();
  return due.flatMap(([id, settings]) => {
    const circuit = circuits.get(id);
    const isOpen = circuit?.state === 'open' || circuit?.state === 'half_open';
    if (!isOpen || circuit.reason !== 'connection_failed') return [];
    return breaker.tryAcquire(id, settings, 'shared') ?? [];
  });
}

/** Tells the circuits what the check found. */
export function settleProbes(probes: readonly Permit[], result: CheckResult): void {
  for (const probe of probes)
    if (result.type === 'ok') probe.succeed();
    else if (result.type === 'unreachable' && result.error.kind === 'connection_failed')
      probe.fail('connection_failed');
    else probe.release();
}

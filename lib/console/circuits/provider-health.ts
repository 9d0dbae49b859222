import type { Circuit, ProviderHealth } from './schema.ts';

type State = Circuit['state'];

/** From best to worst. */
const severity = { closed: 0, half_open: 1, open: 2, forced_open: 3 } as const satisfies Record<
  State,
  number
>;

/** The worst state that any gateway holds for a target; null when none has called it. */
export function worstCircuit(circuits: readonly Circuit[], target: string): Circuit | null {
  const ofTarget = circuits.filter((circuit) => circuit.target === target);
  return ofTarget.reduce<Circuit | null>(
    (worst, circuit) => (worst === null || severity[circuit.state] > severity[worst.state] ? circuit : worst),
    null,
  );
}

/** How a provider does: down when every model it was called for is out, degraded when some are. */
export function providerHealthOf(circuits: readonly Circuit[], providerName: string): ProviderHealth {
  const own = circuits.filter((circuit) => circuit.target.startsWith(`${providerName}/`));
  const targets = [...new Set(own.map((circuit) => circuit.target))];
  const troubled = targets
    .flatMap((target) => worstCircuit(own, target) ?? [])
    .filter((circuit) => circuit.state !== 'closed')
    .sort((left, right) => severity[right.state] - severity[left.state]);
  const worst = troubled[0];
  if (worst === undefined) {
    return {
      health: targets.length === 0 ? 'unknown' : 'healthy',
      sentence:
        targets.length === 0 ? 'Not called since the gateway started.' : 'Answers on every model in use.',
      since: null,
      next_probe_at: null,
      circuits: own,
    };
  }
  const out = troubled.filter((circuit) => circuit.state !== 'half_open');
  return {
    health: out.length === targets.length ? 'down' : 'degraded',
    sentence: troubled.map((circuit) => sentenceOf(circuit, providerName)).join(' '),
    since: worst.since,
    next_probe_at: worst.next_probe_at,
    circuits: own,
  };
}

function sentenceOf(circuit: Circuit, providerName: string): string {
  const model = circuit.target.slice(providerName.length + 1);
  const why = circuit.reason === null ? '' : ` after ${circuit.reason.replaceAll('_', ' ')}`;
  switch (circuit.state) {
    case 'closed':
      return `${model} answers.`;
    case 'half_open':
      return `${model} is being probed${why}.`;
    case 'open':
      return `${model} is passed over${why}, until a probe succeeds.`;
    case 'forced_open':
      return `${model} is forced open by ${circuit.ordered_by ?? 'an operator'}.`;
    default:
      return circuit.state satisfies never;
  }
}

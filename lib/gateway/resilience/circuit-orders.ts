import { rampingCircuit } from './circuit.ts';
import {
  changeCircuit,
  type OnTransition,
  refreshed,
  type Slot,
  type TransitionReason,
} from './circuit-transition.ts';
import { createOutcomes } from './outcome-window.ts';

/** An operator's order to let no call through. */
export interface ForceOpenOrder {
  /** When it runs out, Unix milliseconds; null = when an operator says so. */
  readonly until: number | null;
  /** The operator's own words; null = none. */
  readonly reason: string | null;
}

/** What an operator may order of a circuit. Each order counts from now on; calls under way end as they are. */
export interface CircuitOrders {
  /** Lets no call through until the order runs out, not even a probe. Replaces an earlier order of this kind. */
  forceOpen(target: string, order: ForceOpenOrder): void;
  /** Lifts an order to let no call through: traffic comes back by and by. Without such an order nothing happens. */
  release(target: string): void;
  /** Lets traffic come back by and by whatever held it back, and forgets the outcomes of earlier calls. */
  reset(target: string): void;
}

/** Orders over these slots. */
export function circuitOrders(world: {
  readonly slots: ReadonlyMap<string, Slot>;
  slotOf(target: string): Slot;
  readonly now: () => number;
  readonly tell: OnTransition;
}): CircuitOrders {
  const { slots, slotOf, now, tell } = world;
  const letPass = (slot: Slot, reason: TransitionReason) =>
    changeCircuit(slot, rampingCircuit(now()), { reason, tell });

  return {
    forceOpen(target, { until, reason }) {
      if (until !== null && until <= now()) return;
      const slot = slotOf(target);
      const circuit = refreshed(slot, now(), tell);
      const since = circuit.state === 'forced_open' ? circuit.since : now();
      changeCircuit(slot, { state: 'forced_open', since, until, reason }, { reason, tell });
    },
    release(target) {
      const slot = slots.get(target);
      if (slot !== undefined && refreshed(slot, now(), tell).state === 'forced_open')
        letPass(slot, 'released');
    },
    reset(target) {
      const slot = slots.get(target);
      if (slot === undefined) return;
      const circuit = refreshed(slot, now(), tell);
      switch (circuit.state) {
        case 'closed':
          slot.circuit = { ...circuit, failures: 0, outcomes: createOutcomes() };
          return;
        case 'ramping':
          slot.circuit = { ...circuit, outcomes: createOutcomes() };
          return;
        case 'open':
        case 'half_open':
        case 'forced_open':
          return letPass(slot, 'reset');
        default:
          return circuit satisfies never;
      }
    },
  };
}

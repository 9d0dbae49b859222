import type { BreakerSettings } from '../configuration.ts';
import { admittedShare, type Circuit, closedCircuit, settled } from './circuit.ts';
import { ordinaryPermit, type Permit, panicPermit, probePermit, type Slot } from './permit.ts';

export type { Permit } from './permit.ts';

/**
 * How much is asked of a circuit. `shared` = another target can take the call, so a ramp may turn it away; `last` =
 * none can, so only an open circuit does; `panic` = every circuit is open: pass all the same, one call at a time.
 */
export type Admission = 'shared' | 'last' | 'panic';

/** What is asked of one circuit. */
export interface CircuitBreaker {
  /** A permit, or null while the circuit is open, its one probe is under way or it ramps up without this call. */
  tryAcquire(target: string, settings: BreakerSettings, admission: Admission): Permit | null;
  /** When the next probe may start, Unix milliseconds; null when the circuit lets calls pass. */
  opensAgainAt(target: string): number | null;
  /** Every circuit through which a call went, for publication. */
  circuits(): ReadonlyMap<string, Circuit>;
}

/** The circuits of one process, by target (`provider/model`). Time and chance are handed in. */
export function createCircuitBreaker(now: () => number, random: () => number): CircuitBreaker {
  const slots = new Map<string, Slot>();

  const slotOf = (target: string): Slot => {
    const known = slots.get(target);
    if (known !== undefined) return known;
    const slot: Slot = { circuit: closedCircuit(now()), panicking: false };
    slots.set(target, slot);
    return slot;
  };

  return {
    tryAcquire(target, settings, admission) {
      const slot = slotOf(target);
      const circuit = settled(slot.circuit, now());
      slot.circuit = circuit;
      const input = { slot, settings, now, random };
      switch (circuit.state) {
        case 'closed':
          return ordinaryPermit(input, circuit);
        case 'ramping':
          if (admission === 'shared' && random() >= admittedShare(circuit, now())) return null;
          return ordinaryPermit(input, circuit);
        case 'open':
          if (now() >= circuit.until) return probePermit(input, circuit);
          break;
        case 'half_open':
          if (!circuit.probing) return probePermit(input, circuit);
          break;
        default:
          return circuit satisfies never;
      }
      return admission === 'panic' && !slot.panicking ? panicPermit(input) : null;
    },
    opensAgainAt(target) {
      const circuit = slots.get(target)?.circuit;
      switch (circuit?.state) {
        case undefined:
        case 'closed':
        case 'ramping':
          return null;
        case 'open':
          return circuit.until;
        case 'half_open':
          return now();
        default:
          return circuit satisfies never;
      }
    },
    circuits: () => new Map([...slots].map(([target, { circuit }]) => [target, settled(circuit, now())])),
  };
}

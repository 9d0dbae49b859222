import type { BreakerSettings } from '../configuration.ts';
import { admittedShare, type Circuit, closedCircuit, type ForcedOpenCircuit } from './circuit.ts';
import { type CircuitOrders, circuitOrders } from './circuit-orders.ts';
import { type OnTransition, refreshed, type Slot } from './circuit-transition.ts';
import { ordinaryPermit, type Permit, panicPermit, probePermit } from './permit.ts';

export type { Permit } from './permit.ts';

/**
 * How much is asked of a circuit. `shared` = another target can take the call, so a ramp may turn it away; `last` =
 * none can, so only an open circuit does; `panic` = every circuit is open: pass all the same, one call at a time.
 */
export type Admission = 'shared' | 'last' | 'panic';

/** What is asked of one circuit. */
export interface CircuitBreaker extends CircuitOrders {
  /**
   * A permit, or null while the circuit is open, its one probe is under way, it ramps up without this call, or an
   * operator has forced it open, which holds in panic too.
   */
  tryAcquire(target: string, settings: BreakerSettings, admission: Admission): Permit | null;
  /**
   * When the next probe may start or an operator's order runs out, Unix milliseconds (infinite when it has no end); null
   * when the circuit lets calls pass.
   */
  opensAgainAt(target: string): number | null;
  /** The order that holds this circuit open; null when there is none. */
  forcedOpen(target: string): ForcedOpenCircuit | null;
  /** Every circuit through which a call went or that was forced open, for publication. */
  circuits(): ReadonlyMap<string, Circuit>;
  /** Forgets circuits that nothing can call any more, unless forced open or used within the last minute. Returns whose. */
  forget(isCallable: (target: string) => boolean): readonly string[];
}

/** A circuit that nothing can call any more is kept for this long after its last call. Milliseconds. */
const idleMs = 60_000;

/** The circuits of one process, by target (`provider/model`). Time, chance and who is told of changes are handed in. */
export function createCircuitBreaker(
  now: () => number,
  random: () => number,
  tell: OnTransition = () => {},
): CircuitBreaker {
  const slots = new Map<string, Slot>();

  const slotOf = (target: string): Slot => {
    const known = slots.get(target);
    if (known !== undefined) return known;
    const slot: Slot = { target, circuit: closedCircuit(now()), panicking: false, usedMs: now() };
    slots.set(target, slot);
    return slot;
  };
  const current = (target: string): Circuit | null => {
    const slot = slots.get(target);
    return slot === undefined ? null : refreshed(slot, now(), tell);
  };

  return {
    ...circuitOrders({ slots, slotOf, now, tell }),
    tryAcquire(target, settings, admission) {
      const slot = slotOf(target);
      const nowMs = now();
      slot.usedMs = nowMs;
      const circuit = refreshed(slot, nowMs, tell);
      const input = { slot, settings, now, random, tell };
      switch (circuit.state) {
        case 'closed':
          return ordinaryPermit(input, circuit);
        case 'ramping':
          if (admission === 'shared' && random() >= admittedShare(circuit, nowMs)) return null;
          return ordinaryPermit(input, circuit);
        case 'forced_open':
          return null;
        case 'open':
          if (nowMs >= circuit.until) return probePermit(input, circuit);
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
      const circuit = current(target);
      switch (circuit?.state) {
        case undefined:
        case 'closed':
        case 'ramping':
          return null;
        case 'forced_open':
          return circuit.until ?? Number.POSITIVE_INFINITY;
        case 'open':
          return circuit.until;
        case 'half_open':
          return now();
        default:
          return circuit satisfies never;
      }
    },
    forcedOpen(target) {
      const circuit = current(target);
      return circuit?.state === 'forced_open' ? circuit : null;
    },
    circuits: () => new Map([...slots].map(([target, slot]) => [target, refreshed(slot, now(), tell)])),
    forget(isCallable) {
      const forgotten: string[] = [];
      for (const [target, slot] of slots) {
        const { state } = refreshed(slot, now(), tell);
        const idle = now() - slot.usedMs >= idleMs;
        if (!idle || state === 'forced_open' || isCallable(target)) continue;
        slots.delete(target);
        forgotten.push(target);
      }
      return forgotten;
    },
  };
}

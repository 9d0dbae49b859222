import type { FailureKind } from '../errors.ts';
import { type Circuit, settled } from './circuit.ts';

/** The state of a circuit as it is seen from outside: one that ramps up is closed, since calls pass. */
export type PublishedState = 'closed' | 'open' | 'half_open' | 'forced_open';

/**
 * Why a circuit changed its state by a rule of the gateway: the failure that opened it, that its cooldown is over, what
 * closed it, or what an operator ordered.
 */
export type TransitionReason =
  | FailureKind
  | 'cooldown_over'
  | 'probe_succeeded'
  | 'call_succeeded'
  | 'reset'
  | 'released'
  | 'expired';

/** A circuit has changed its state as seen from outside. Times are Unix milliseconds. */
export interface CircuitTransition {
  /** `provider/model`. */
  readonly target: string;
  readonly atMs: number;
  readonly from: PublishedState;
  readonly to: PublishedState;
  /** A {@link TransitionReason}, or the operator's own words (null = none) when it was forced open. */
  readonly reason: string | null;
  /** When the next probe may start; null when calls pass, or when an operator holds it open. */
  readonly nextProbeAtMs: number | null;
}

/** Told of each transition, in the call that caused it: must be quick and must not throw. */
export type OnTransition = (transition: CircuitTransition) => void;

/** The circuit of one target, replaced whole when it changes. */
export interface Slot {
  /** `provider/model`. */
  readonly target: string;
  circuit: Circuit;
  /** A call passes although the circuit is open; one at a time. */
  panicking: boolean;
  /** When a call last asked for it, Unix milliseconds. */
  usedMs: number;
}

/** The state of a circuit as it is seen from outside. */
export const publishedState = ({ state }: Circuit): PublishedState =>
  state === 'ramping' ? 'closed' : state;

/** When the next probe may start, Unix milliseconds; null when calls pass or an operator holds it open. */
export function nextProbeAtMs(circuit: Circuit): number | null {
  switch (circuit.state) {
    case 'closed':
    case 'ramping':
    case 'forced_open':
      return null;
    case 'open':
      return circuit.until;
    case 'half_open':
      // Its probe is under way, or may be the very next call.
      return circuit.since;
    default:
      return circuit satisfies never;
  }
}

/** Puts a slot into its next circuit, and tells of it when that is another state as seen from outside. */
export function changeCircuit(
  slot: Slot,
  next: Circuit,
  why: { readonly reason: string | null; readonly tell: OnTransition },
): void {
  const from = publishedState(slot.circuit);
  const to = publishedState(next);
  slot.circuit = next;
  if (from === to) return;
  why.tell({
    target: slot.target,
    atMs: next.since,
    from,
    to,
    reason: why.reason,
    nextProbeAtMs: nextProbeAtMs(next),
  });
}

/** The circuit of a slot as it is now: a ramp or an operator's order that has run out is written down as such. */
export function refreshed(slot: Slot, nowMs: number, tell: OnTransition): Circuit {
  const circuit = settled(slot.circuit, nowMs);
  if (circuit !== slot.circuit) changeCircuit(slot, circuit, { reason: 'expired', tell });
  return circuit;
}

import type { BreakerSettings } from '../configuration.ts';
import type { FailureKind } from '../errors.ts';
import {
  type Circuit,
  type ClosedCircuit,
  type HalfOpenCircuit,
  isOverLimit,
  type OpenCircuit,
  openCircuit,
  type RampingCircuit,
  rampingCircuit,
  settled,
} from './circuit.ts';
import { changeCircuit, type OnTransition, type Slot, type TransitionReason } from './circuit-transition.ts';

/** The right to make one call to a target. Exactly one of its functions must be called, once. */
export interface Permit {
  succeed(): void;
  fail(kind: FailureKind): void;
  /** The call said nothing about the target's health: a bad request, a caller who left. */
  release(): void;
}

/** What a permit is made for. */
export interface PermitInput {
  readonly slot: Slot;
  readonly settings: BreakerSettings;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly tell: OnTransition;
}

/** For a call through a circuit that is closed or ramping, whose `outcomes` tell this period from every other. */
export function ordinaryPermit(input: PermitInput, { outcomes }: ClosedCircuit | RampingCircuit): Permit {
  const { slot, settings, now, tell } = input;
  /** Counts the call when the period in which it began still lasts: an older call says nothing new. */
  const count = (failed: boolean) => {
    const circuit = settled(slot.circuit, now());
    if (!('outcomes' in circuit) || circuit.outcomes !== outcomes) return null;
    outcomes.add({ nowMs: now(), windowMs: settings.windowMs, failed });
    return circuit;
  };
  return {
    succeed: () => {
      const circuit = count(false);
      if (circuit?.state === 'closed' && circuit.failures > 0) slot.circuit = { ...circuit, failures: 0 };
    },
    fail: (kind) => {
      const circuit = count(true);
      if (circuit === null) return;
      const failing = circuit.state === 'closed' ? { ...circuit, failures: circuit.failures + 1 } : null;
      if (failing === null || isOverLimit(failing, settings, now()))
        changeCircuit(slot, openCircuit(input, { reason: kind, failedProbes: 0 }), { reason: kind, tell });
      else slot.circuit = failing;
    },
    release: () => {},
  };
}

/** For the one call that decides whether a circuit that was open closes. */
export function probePermit(input: PermitInput, before: OpenCircuit | HalfOpenCircuit): Permit {
  const { slot, now, tell } = input;
  const { reason, failedProbes } = before;
  const since = before.state === 'half_open' ? before.since : now();
  const probed: Circuit = { state: 'half_open', since, reason, failedProbes, probing: true };
  changeCircuit(slot, probed, { reason: 'cooldown_over' satisfies TransitionReason, tell });
  /** Unless a call in panic or an operator has decided already. */
  const decide = (next: () => Circuit, why: TransitionReason) => {
    if (slot.circuit === probed) changeCircuit(slot, next(), { reason: why, tell });
  };
  return {
    succeed: () => decide(() => rampingCircuit(now()), 'probe_succeeded'),
    fail: (kind) => decide(() => openCircuit(input, { reason: kind, failedProbes: failedProbes + 1 }), kind),
    release: () => decide(() => ({ ...probed, probing: false }), 'cooldown_over'),
  };
}

/** For a call that passes although the circuit is open. When it fails, the probe schedule goes on as it was. */
export function panicPermit({ slot, now, tell }: PermitInput): Permit {
  slot.panicking = true;
  const end = () => {
    slot.panicking = false;
  };
  return {
    succeed: () => {
      end();
      const { state } = slot.circuit;
      // Not one that an operator has forced open meanwhile.
      if (state === 'open' || state === 'half_open')
        changeCircuit(slot, rampingCircuit(now()), {
          reason: 'call_succeeded' satisfies TransitionReason,
          tell,
        });
    },
    fail: end,
    release: end,
  };
}

import type { BreakerSettings } from '../configuration.ts';
import type { FailureKind } from '../errors.ts';
import {
  type Circuit,
  type ClosedCircuit,
  isOverLimit,
  openCircuit,
  type RampingCircuit,
  rampingCircuit,
  settled,
} from './circuit.ts';

/** The right to make one call to a target. Exactly one of its functions must be called, once. */
export interface Permit {
  succeed(): void;
  fail(kind: FailureKind): void;
  /** The call said nothing about the target's health: a bad request, a caller who left. */
  release(): void;
}

/** The circuit of one target, replaced whole when it changes. */
export interface Slot {
  circuit: Circuit;
  /** A call passes although the circuit is open; one at a time. */
  panicking: boolean;
}

/** What a permit is made for. */
export interface PermitInput {
  readonly slot: Slot;
  readonly settings: BreakerSettings;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** For a call through a circuit that is closed or ramping, whose `outcomes` tell this period from every other. */
export function ordinaryPermit(input: PermitInput, { outcomes }: ClosedCircuit | RampingCircuit): Permit {
  const { slot, settings, now } = input;
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
      slot.circuit =
        failing === null || isOverLimit(failing, settings, now())
          ? openCircuit(input, { reason: kind, failedProbes: 0 })
          : failing;
    },
    release: () => {},
  };
}

/** For the one call that decides whether a circuit that was open closes. */
export function probePermit(input: PermitInput, before: Extract<Circuit, { reason: FailureKind }>): Permit {
  const { slot, now } = input;
  const { reason, failedProbes } = before;
  const since = before.state === 'half_open' ? before.since : now();
  const probed: Circuit = { state: 'half_open', since, reason, failedProbes, probing: true };
  slot.circuit = probed;
  /** Unless a call in panic has decided already. */
  const decide = (next: () => Circuit) => {
    if (slot.circuit === probed) slot.circuit = next();
  };
  return {
    succeed: () => decide(() => rampingCircuit(now())),
    fail: (kind) => decide(() => openCircuit(input, { reason: kind, failedProbes: failedProbes + 1 })),
    release: () => decide(() => ({ ...probed, probing: false })),
  };
}

/** For a call that passes although the circuit is open. When it fails, the probe schedule goes on as it was. */
export function panicPermit({ slot, now }: PermitInput): Permit {
  slot.panicking = true;
  const end = () => {
    slot.panicking = false;
  };
  return {
    succeed: () => {
      end();
      if ('reason' in slot.circuit) slot.circuit = rampingCircuit(now());
    },
    fail: end,
    release: end,
  };
}

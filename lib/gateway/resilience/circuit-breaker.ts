import type { BreakerSettings } from '../configuration.ts';
import type { FailureKind } from '../errors.ts';
import {
  admittedShare,
  type Circuit,
  type ClosedCircuit,
  closedCircuit,
  cooldownMs,
  isOverLimit,
  type RampingCircuit,
  rampingCircuit,
} from './circuit.ts';

/** The right to make one call to a target. Exactly one of its functions must be called, once. */
export interface Permit {
  succeed(): void;
  fail(kind: FailureKind): void;
  /** The call said nothing about the target's health: a bad request, a caller who left. */
  release(): void;
}

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
  const circuits = new Map<string, Circuit>();
  const panicking = new Set<string>();

  /** The circuit as it is now: a ramp that is over has become an ordinary closed circuit. */
  const current = (target: string): Circuit => {
    const circuit = circuits.get(target);
    if (circuit !== undefined && (circuit.state !== 'ramping' || admittedShare(circuit, now()) < 1))
      return circuit;
    const closed: ClosedCircuit =
      circuit === undefined ? closedCircuit(now()) : { ...circuit, state: 'closed', failures: 0 };
    circuits.set(target, closed);
    return closed;
  };

  const open = (target: string, reason: FailureKind, settings: BreakerSettings, failedProbes: number) => {
    const since = now();
    const until = since + cooldownMs(settings, failedProbes, random());
    circuits.set(target, { state: 'open', since, until, reason, failedProbes });
  };

  /** A call through a circuit that was closed or ramping, whose `outcomes` tell that period from every other. */
  const ordinaryPermit = (
    target: string,
    settings: BreakerSettings,
    { outcomes }: ClosedCircuit | RampingCircuit,
  ): Permit => {
    /** The circuit, when it still is in the period in which the call began: an older call says nothing new. */
    const samePeriod = () => {
      const circuit = current(target);
      return 'outcomes' in circuit && circuit.outcomes === outcomes ? circuit : null;
    };
    const count = (failed: boolean) => outcomes.add({ nowMs: now(), windowMs: settings.windowMs, failed });
    return {
      succeed: () => {
        const circuit = samePeriod();
        if (circuit === null) return;
        count(false);
        if (circuit.state === 'closed' && circuit.failures > 0)
          circuits.set(target, { ...circuit, failures: 0 });
      },
      fail: (kind) => {
        const circuit = samePeriod();
        if (circuit === null) return;
        count(true);
        if (circuit.state === 'ramping') return open(target, kind, settings, 0);
        const failing = { ...circuit, failures: circuit.failures + 1 };
        if (isOverLimit(failing, settings, now())) open(target, kind, settings, 0);
        else circuits.set(target, failing);
      },
      release: () => {},
    };
  };

  const probePermit = (
    target: string,
    settings: BreakerSettings,
    before: Extract<Circuit, { reason: FailureKind }>,
  ): Permit => {
    const { reason, failedProbes } = before;
    const since = before.state === 'half_open' ? before.since : now();
    const probed: Circuit = { state: 'half_open', since, reason, failedProbes, probing: true };
    circuits.set(target, probed);
    /** False when a call in panic has decided already. */
    const decides = () => circuits.get(target) === probed;
    return {
      succeed: () => void (decides() && circuits.set(target, rampingCircuit(now()))),
      fail: (kind) => void (decides() && open(target, kind, settings, failedProbes + 1)),
      release: () => void (decides() && circuits.set(target, { ...probed, probing: false })),
    };
  };

  const panicPermit = (target: string): Permit => {
    panicking.add(target);
    // When it fails, the circuit is open already: its probe schedule goes on as it was.
    const end = () => void panicking.delete(target);
    return {
      succeed: () => {
        end();
        if ('reason' in current(target)) circuits.set(target, rampingCircuit(now()));
      },
      fail: end,
      release: end,
    };
  };

  return {
    tryAcquire(target, settings, admission) {
      const circuit = current(target);
      switch (circuit.state) {
        case 'closed':
          return ordinaryPermit(target, settings, circuit);
        case 'ramping':
          if (admission === 'shared' && random() >= admittedShare(circuit, now())) return null;
          return ordinaryPermit(target, settings, circuit);
        case 'open':
          if (now() >= circuit.until) return probePermit(target, settings, circuit);
          break;
        case 'half_open':
          if (!circuit.probing) return probePermit(target, settings, circuit);
          break;
        default:
          return circuit satisfies never;
      }
      return admission === 'panic' && !panicking.has(target) ? panicPermit(target) : null;
    },
    opensAgainAt(target) {
      const circuit = circuits.get(target);
      switch (circuit?.state) {
        case undefined:
        case 'closed':
        case 'ramping':
          return null;
        case 'open':
          return circuit.until;
        case 'half_open':
          return now();
      }
    },
    circuits: () => circuits,
  };
}

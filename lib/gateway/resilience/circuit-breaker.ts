import type { BreakerSettings } from '../configuration.ts';
import type { FailureKind } from '../errors.ts';

/** One circuit. Times are Unix milliseconds; impossible combinations cannot be written. */
export type Circuit =
  | { readonly state: 'closed'; readonly since: number; readonly failures: number }
  | {
      readonly state: 'open';
      readonly since: number;
      readonly until: number;
      readonly reason: FailureKind;
      /** Probes that failed in a row since it last was closed. */
      readonly failedProbes: number;
    }
  | {
      readonly state: 'half_open';
      readonly since: number;
      readonly reason: FailureKind;
      readonly failedProbes: number;
      readonly probing: boolean;
    };

/** The right to make one call to a target. Exactly one of its functions must be called, once. */
export interface Permit {
  succeed(): void;
  fail(kind: FailureKind): void;
  /** The call said nothing about the target's health: a bad request, a caller who left. */
  release(): void;
}

/** What is asked of one circuit. */
export interface CircuitBreaker {
  /** A permit, or null while the circuit is open or its one probe is under way. */
  tryAcquire(target: string, settings: BreakerSettings): Permit | null;
  /** One call to an open target although it is open, one at a time; null while another is under way. */
  tryAcquirePanic(target: string, settings: BreakerSettings): Permit | null;
  /** When the next probe may start, Unix milliseconds; null when the circuit lets calls pass. */
  opensAgainAt(target: string): number | null;
  /** Every circuit that ever failed, for publication. */
  circuits(): ReadonlyMap<string, Circuit>;
}

/** Probes may fail this often in a row before the cooldown starts to double (GATEWAY.md). */
const patientProbes = 3;
/** The cooldown varies by this share either way, so that processes do not probe in step (GATEWAY.md). */
const jitterShare = 0.1;

/** How long a circuit stays open after `failedProbes` probes failed in a row, in milliseconds, jitter included. */
export function cooldownMs(settings: BreakerSettings, failedProbes: number, random: number): number {
  const doublings = Math.max(0, failedProbes - patientProbes);
  const base = Math.min(settings.cooldownMs * 2 ** doublings, settings.maxCooldownMs);
  return base * (1 - jitterShare + 2 * jitterShare * random);
}

/** The circuits of one process, by target (`provider/model`). Time and chance are handed in. */
export function createCircuitBreaker(now: () => number, random: () => number): CircuitBreaker {
  const circuits = new Map<string, Circuit>();
  const panicking = new Set<string>();

  const close = (target: string) => {
    const before = circuits.get(target);
    if (before === undefined) return;
    if (before.state === 'closed' && before.failures === 0) return;
    circuits.set(target, {
      state: 'closed',
      since: before.state === 'closed' ? before.since : now(),
      failures: 0,
    });
  };

  const open = (target: string, reason: FailureKind, settings: BreakerSettings, failedProbes: number) => {
    const since = now();
    const until = since + cooldownMs(settings, failedProbes, random());
    circuits.set(target, { state: 'open', since, until, reason, failedProbes });
  };

  const countFailure = (target: string, kind: FailureKind, settings: BreakerSettings) => {
    const before = circuits.get(target);
    // A call that started before the circuit opened says nothing new.
    if (before !== undefined && before.state !== 'closed') return;
    const failures = (before?.failures ?? 0) + 1;
    if (failures >= settings.consecutiveFailures) open(target, kind, settings, 0);
    else circuits.set(target, { state: 'closed', since: before?.since ?? now(), failures });
  };

  const ordinaryPermit = (target: string, settings: BreakerSettings): Permit => ({
    succeed: () => {
      if (circuits.get(target)?.state === 'closed') close(target);
    },
    fail: (kind) => countFailure(target, kind, settings),
    release: () => {},
  });

  const probePermit = (target: string, settings: BreakerSettings): Permit => ({
    succeed: () => close(target),
    fail: (kind) => {
      const before = circuits.get(target);
      open(target, kind, settings, before?.state === 'half_open' ? before.failedProbes + 1 : 1);
    },
    release: () => {
      const before = circuits.get(target);
      if (before?.state === 'half_open') circuits.set(target, { ...before, probing: false });
    },
  });

  const panicPermit = (target: string): Permit => ({
    succeed: () => {
      panicking.delete(target);
      close(target);
    },
    // The circuit is open already: its probe schedule goes on as it was.
    fail: () => panicking.delete(target),
    release: () => panicking.delete(target),
  });

  return {
    tryAcquire(target, settings) {
      const circuit = circuits.get(target);
      if (circuit === undefined || circuit.state === 'closed') return ordinaryPermit(target, settings);
      if (circuit.state === 'half_open' && circuit.probing) return null;
      if (circuit.state === 'open' && now() < circuit.until) return null;
      const { reason, failedProbes } = circuit;
      const since = circuit.state === 'half_open' ? circuit.since : now();
      circuits.set(target, { state: 'half_open', since, reason, failedProbes, probing: true });
      return probePermit(target, settings);
    },
    tryAcquirePanic(target, settings) {
      const permit = this.tryAcquire(target, settings);
      if (permit !== null) return permit;
      if (panicking.has(target)) return null;
      panicking.add(target);
      return panicPermit(target);
    },
    opensAgainAt(target) {
      const circuit = circuits.get(target);
      if (circuit === undefined || circuit.state === 'closed') return null;
      return circuit.state === 'open' ? circuit.until : now();
    },
    circuits: () => circuits,
  };
}

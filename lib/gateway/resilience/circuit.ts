import type { BreakerSettings } from '../configuration.ts';
import type { FailureKind } from '../errors.ts';
import { createOutcomes, type Outcomes } from './outcome-window.ts';

/** One circuit. Times are Unix milliseconds; impossible combinations cannot be written. */
export type Circuit = ClosedCircuit | RampingCircuit | OpenCircuit | HalfOpenCircuit | ForcedOpenCircuit;

/** Calls pass. */
export interface ClosedCircuit {
  readonly state: 'closed';
  readonly since: number;
  /** Failures in a row. */
  readonly failures: number;
  readonly outcomes: Outcomes;
}

/** Just closed by a success: a growing share of the calls passes. Published as closed. */
export interface RampingCircuit {
  readonly state: 'ramping';
  readonly since: number;
  readonly outcomes: Outcomes;
}

/** No call passes until the cooldown is over. */
export interface OpenCircuit {
  readonly state: 'open';
  readonly since: number;
  readonly until: number;
  readonly reason: FailureKind;
  /** Probes that failed in a row since it last was closed. */
  readonly failedProbes: number;
}

/** The cooldown is over: one probe decides. */
export interface HalfOpenCircuit {
  readonly state: 'half_open';
  readonly since: number;
  readonly reason: FailureKind;
  readonly failedProbes: number;
  readonly probing: boolean;
}

/** No call passes, not even a probe or a call in panic: an operator has ordered so. */
export interface ForcedOpenCircuit {
  readonly state: 'forced_open';
  readonly since: number;
  /** When it is left to itself again; null = when an operator says so. */
  readonly until: number | null;
  /** The operator's own words; null = none. */
  readonly reason: string | null;
}

/** Probes may fail this often in a row before the cooldown starts to double (GATEWAY.md). */
const patientProbes = 3;
/**
 * The cooldown is shorter by up to this share, so that processes do not probe in step. Never longer: who set thirty seconds is back within
 * thirty seconds.
 */
const jitterShare = 0.1;
/** After a successful probe the traffic grows for this long rather than coming back all at once (GATEWAY.md). Milliseconds. */
const rampMs = 10_000;
/** The share of calls that passes at the start of the ramp: enough to learn something, too little to hurt. */
const firstShare = 0.1;

/** How long a circuit stays open after `failedProbes` probes failed in a row, in milliseconds, jitter included. */
export function cooldownMs(settings: BreakerSettings, failedProbes: number, random: number): number {
  const doublings = Math.max(0, failedProbes - patientProbes);
  const base = Math.min(settings.cooldownMs * 2 ** doublings, settings.maxCooldownMs);
  return base * (1 - jitterShare * Math.abs(2 * random - 1));
}

/** A circuit through which nothing has failed yet. */
export const closedCircuit = (since: number): ClosedCircuit => ({
  state: 'closed',
  since,
  failures: 0,
  outcomes: createOutcomes(),
});

/** A circuit that a successful probe or an operator has just closed. */
export const rampingCircuit = (since: number): RampingCircuit => ({
  state: 'ramping',
  since,
  outcomes: createOutcomes(),
});

/**
 * The circuit as it is now: a ramp that is over has become an ordinary closed circuit, and an operator's order that has
 * run out a ramp, from the moment at which it did, whoever looks when.
 */
export function settled(circuit: Circuit, now: number): Circuit {
  switch (circuit.state) {
    case 'forced_open':
      if (circuit.until === null || now < circuit.until) return circuit;
      return settled(rampingCircuit(circuit.until), now);
    case 'ramping':
      if (admittedShare(circuit, now) < 1) return circuit;
      return { ...circuit, state: 'closed', failures: 0 };
    default:
      return circuit;
  }
}

/** A circuit that has just failed; for how long, the settings and chance say. */
export function openCircuit(
  world: { readonly settings: BreakerSettings; now(): number; random(): number },
  { reason, failedProbes }: Pick<OpenCircuit, 'reason' | 'failedProbes'>,
): OpenCircuit {
  const since = world.now();
  const until = since + cooldownMs(world.settings, failedProbes, world.random());
  return { state: 'open', since, until, reason, failedProbes };
}

/** The share of calls that pass while it ramps up, from a tenth to all of them. */
export function admittedShare({ since }: RampingCircuit, now: number): number {
  // A clock that was set back must not close it again.
  const done = Math.max(0, (now - since) / rampMs);
  return Math.min(1, firstShare + (1 - firstShare) * done);
}

/** Whether failures in a row, or their share of the window, are more than the settings bear. */
export function isOverLimit({ failures, outcomes }: ClosedCircuit, settings: BreakerSettings, now: number) {
  if (failures >= settings.consecutiveFailures) return true;
  const window = outcomes.count(now, settings.windowMs);
  if (window.calls < settings.minimumRequests) return false;
  return window.failures / window.calls >= settings.failureRate;
}

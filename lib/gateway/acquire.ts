import type { Credential, Target } from './configuration.ts';
import type { GatewayPorts } from './ports.ts';
import type { SkipReason } from './request-record.ts';
import type { CircuitBreaker, Permit } from './resilience/circuit-breaker.ts';
import { chooseCredential } from './resilience/headroom/choose-credential.ts';
import type { Demand } from './resilience/headroom/demand.ts';
import type { Reservation } from './resilience/headroom/reservation.ts';
import type { Health } from './resilience/health.ts';
import type { RoutePlan } from './router/plan-route.ts';

/** Everything that one call to a target needs. The permit must be settled and the reservation ended. */
export interface Acquired {
  readonly credential: Credential;
  readonly permit: Permit;
  readonly reservation: Reservation;
}

/** Room that a call has waited for. */
export type Granted = Pick<Acquired, 'credential' | 'reservation'>;

/** Why a target is not called now. */
export interface Refusal {
  readonly skip: { readonly reason: SkipReason; readonly detail: string | null };
  /** It is well and only ramps up. */
  readonly ramping: boolean;
}

/** What is asked before a call. */
export interface AcquireInput {
  readonly ports: GatewayPorts;
  readonly health: Health;
  readonly plan: RoutePlan;
  readonly target: Target;
  readonly demand: Demand;
  readonly anotherTarget: boolean;
  readonly panic: boolean;
  /** Room that is taken already; given back when the circuit refuses. */
  readonly granted: Granted | null;
}

/** Asks circuit, credentials and headroom of a target, with what is known this very moment, and takes what a call needs. */
export function acquire(input: AcquireInput, tried: ReadonlySet<string>): Acquired | Refusal {
  const { ports, target, health, plan, demand, granted } = input;
  // A probe is only taken once there is somebody to make it.
  const opensAt = health.breaker.opensAgainAt(target.id);
  if (!input.panic && opensAt !== null && opensAt > ports.clock.now()) {
    granted?.reservation.end();
    return circuitOpen(health.breaker, target);
  }
  const choice = granted ?? chooseCredential(health, { target, demand, tried, now: ports.clock.now });
  if (choice.credential === null)
    return { skip: { reason: choice.reason, detail: choice.detail }, ramping: false };
  const { credential } = choice;
  const admission = input.panic ? 'panic' : input.anotherTarget ? 'shared' : 'last';
  const permit = health.breaker.tryAcquire(target.id, plan.route.breaker, admission);
  if (permit === null) {
    granted?.reservation.end();
    return circuitOpen(health.breaker, target);
  }
  const reservation = granted?.reservation ?? health.headroom.reserve({ target, credential, demand });
  return { credential, permit, reservation };
}

function circuitOpen(breaker: CircuitBreaker, { id }: Target): Refusal {
  const until = breaker.opensAgainAt(id);
  const time = until !== null && Number.isFinite(until) ? new Date(until).toISOString() : null;
  const skip = (detail: string) => ({ reason: 'circuit_open', detail }) as const;
  if (breaker.forcedOpen(id) !== null)
    return { skip: skip(`held open by an operator${time === null ? '' : ` until ${time}`}`), ramping: false };
  return { skip: skip(time === null ? 'ramping up' : `next probe at ${time}`), ramping: until === null };
}

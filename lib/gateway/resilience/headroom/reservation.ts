import type { Clock } from '../../ports.ts';
import type { CredentialRoom } from './credential-room.ts';
import type { Asked, StatedRoom } from './stated-room.ts';

/** The room that one call takes. It must be ended, once or more often; only the first time counts. */
export interface Reservation {
  /** Reads what the provider says of its limits in the head of the answer. */
  heard(headers: Readonly<Record<string, string>>): void;
  /** What the call really used takes the place of the estimate. */
  used(tokens: number): void;
  /** The call is no longer in flight. */
  end(): void;
}

/** Calls in flight to one target. */
export interface TargetRoom {
  inFlight: number;
  /** As last configured, for publication; null = none. */
  limit: number | null;
}

/** What a reservation is made of. */
export interface ReservedFrom {
  readonly clock: Clock;
  readonly target: TargetRoom;
  readonly credential: CredentialRoom;
  readonly stated: StatedRoom;
  /** The estimate that was counted; null = tokens of this credential are not counted. */
  readonly tokens: number | null;
  readonly onEnd: () => void;
}

/** A class, so that a call costs one object and no closures. */
export class RoomReservation implements Reservation {
  readonly #from: ReservedFrom;
  readonly #startedMs: number;
  readonly #then: Asked;
  #tokens: number | null;
  #ended = false;

  constructor(from: ReservedFrom, startedMs: number) {
    this.#from = from;
    this.#startedMs = startedMs;
    this.#then = { ...from.stated.asked };
    this.#tokens = from.tokens;
  }

  heard(headers: Readonly<Record<string, string>>): void {
    const { stated, clock } = this.#from;
    stated.hear(headers, this.#then, clock);
  }

  used(tokens: number): void {
    const { credential, clock } = this.#from;
    if (this.#tokens === null) return;
    credential.tokens?.correct(tokens - this.#tokens, this.#startedMs, clock.monotonic());
    this.#tokens = tokens;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const { target, credential, clock, onEnd } = this.#from;
    target.inFlight -= 1;
    credential.inFlight -= 1;
    credential.lastUsedMs = clock.monotonic();
    onEnd();
  }
}

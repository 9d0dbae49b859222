import type { Credential, Target } from '../configuration.ts';
import type { Clock } from '../ports.ts';
import {
  type CredentialRoom,
  createCredentialRoom,
  isUnlimited,
  type Lack,
  lackOfCredential,
  spend,
  statedRoomOf,
} from './headroom/credential-room.ts';
import { type Demand, shareOf } from './headroom/demand.ts';
import { type Reservation, RoomReservation, type TargetRoom } from './headroom/reservation.ts';
import { createRoomQueue, type RoomQueue } from './headroom/room-queue.ts';

/** How much of one limit is in use, for publication. */
export interface RoomUse {
  readonly limit: 'in_flight' | 'rpm' | 'tpm';
  /** `provider/model` of calls in flight, the id of a credential otherwise. */
  readonly of: string;
  readonly used: number;
  readonly max: number;
}

/** How much more each target and credential can take, as far as this process knows. */
export interface Headroom {
  /** Why the target takes no further call, whatever the credential; null = it does. */
  lackOfTarget(target: Target, demand: Demand): Lack | null;
  /** Why this credential cannot make the call; null = it can. */
  lackOfCredential(call: Call): Lack | null;
  /** Takes the room for one call, asked for or not: whoever calls must ask first. */
  reserve(call: Call): Reservation;
  /** Batch calls that wait for room. */
  readonly queue: RoomQueue;
  /** Limits in use now. */
  snapshot(): readonly RoomUse[];
}

/** One call that is to be made. */
export interface Call {
  readonly target: Target;
  readonly credential: Credential;
  readonly demand: Demand;
}

/** Beyond so many, those without a call in flight or unused for a minute are forgotten, once a second. */
const maxKept = 1_000;
const tidyEveryMs = 1_000;
const minuteMs = 61_000;

/** The headroom of one process. Nothing used yet. */
export function createHeadroom(clock: Clock): Headroom {
  const targets = new Map<string, TargetRoom>();
  const credentials = new Map<string, CredentialRoom>();
  const queue = createRoomQueue(clock);

  let tidiedMs = 0;

  const forgetIdle = (nowMs: number) => {
    tidiedMs = nowMs;
    for (const [id, { inFlight }] of targets) if (inFlight === 0) targets.delete(id);
    for (const [id, { lastUsedMs }] of credentials) if (lastUsedMs + minuteMs < nowMs) credentials.delete(id);
  };
  const targetRoomOf = ({ id, facts }: Target): TargetRoom => {
    const room = targets.get(id) ?? { inFlight: 0, limit: null };
    room.limit = facts.maxParallelRequests;
    targets.set(id, room);
    return room;
  };
  const credentialRoomOf = (credential: Credential, nowMs: number): CredentialRoom => {
    const room = credentials.get(credential.id) ?? createCredentialRoom(credential, nowMs);
    room.credential = credential;
    credentials.set(credential.id, room);
    return room;
  };

  return {
    queue,
    lackOfTarget({ id, facts }, { turn }) {
      const limit = facts.maxParallelRequests;
      const inFlight = targets.get(id)?.inFlight ?? 0;
      if (limit !== null && inFlight >= shareOf(limit, turn))
        return { detail: `in flight ${inFlight} of ${shareOf(limit, turn)}`, waitMs: null };
      if (turn === 'late' && queue.isWaitedFor(id)) return { detail: 'others wait for it', waitMs: null };
      return null;
    },
    lackOfCredential({ target, credential, demand }) {
      const room = credentials.get(credential.id);
      if (room === undefined || isUnlimited(room, credential, target.model)) return null;
      return lackOfCredential(room, { credential, model: target.model, demand }, clock.monotonic());
    },
    reserve({ target, credential, demand }) {
      const nowMs = clock.monotonic();
      const crowded = targets.size > maxKept || credentials.size > maxKept;
      if (crowded && nowMs >= tidiedMs + tidyEveryMs) forgetIdle(nowMs);
      const tokens = demand.inputTokens + demand.outputTokens;
      const targetRoom = targetRoomOf(target);
      targetRoom.inFlight += 1;
      const room = credentialRoomOf(credential, nowMs);
      spend(room, credential, { tokens, nowMs });
      const stated = statedRoomOf(room, target.model);
      stated.asked.calls += 1;
      stated.asked.inputTokens += demand.inputTokens;
      stated.asked.tokens += tokens;
      const onEnd = () => queue.wake(target.id);
      const counted = credential.tpm === null ? null : tokens;
      return new RoomReservation(
        { clock, target: targetRoom, credential: room, stated, tokens: counted, onEnd },
        nowMs,
      );
    },
    snapshot() {
      const nowMs = clock.monotonic();
      forgetIdle(nowMs);
      const uses: RoomUse[] = [];
      for (const [id, { inFlight, limit }] of targets)
        if (limit !== null) uses.push({ limit: 'in_flight', of: id, used: inFlight, max: limit });
      for (const [id, { requests, tokens, credential }] of credentials) {
        if (credential.rpm !== null)
          uses.push({ limit: 'rpm', of: id, used: requests?.used(nowMs) ?? 0, max: credential.rpm });
        if (credential.tpm !== null)
          uses.push({ limit: 'tpm', of: id, used: tokens?.used(nowMs) ?? 0, max: credential.tpm });
      }
      return uses;
    },
  };
}

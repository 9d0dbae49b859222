import type { Credential, Target } from '../configuration.ts';
import type { Clock } from '../ports.ts';
import { isUnlimited, type Lack, lackOfCredential, spend, statedRoomOf } from './headroom/credential-room.ts';
import { type Demand, shareOf } from './headroom/demand.ts';
import { type Reservation, RoomReservation } from './headroom/reservation.ts';
import { createRoomQueue, type RoomQueue } from './headroom/room-queue.ts';
import { createRooms, type RoomUse } from './headroom/rooms.ts';

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
  /** Limits in use now, cheap enough for every heartbeat. */
  snapshot(): readonly RoomUse[];
}

/** One call that is to be made. */
export interface Call {
  readonly target: Target;
  readonly credential: Credential;
  readonly demand: Demand;
}

/** The headroom of one process. Nothing used yet. */
export function createHeadroom(clock: Clock): Headroom {
  const rooms = createRooms();
  const queue = createRoomQueue(clock);
  return {
    queue,
    lackOfTarget({ id, facts }, { turn }) {
      const limit = facts.maxParallelRequests;
      if (limit !== null) {
        const inFlight = rooms.findTarget(id)?.inFlight ?? 0;
        const share = shareOf(limit, turn);
        if (inFlight >= share) return { detail: `in flight ${inFlight} of ${share}`, waitMs: null };
      }
      if (turn === 'late' && queue.isWaitedFor(id)) return { detail: 'others wait for it', waitMs: null };
      return null;
    },
    lackOfCredential({ target, credential, demand }) {
      const room = rooms.findCredential(credential.id);
      if (room === undefined || isUnlimited(room, credential, target.model)) return null;
      return lackOfCredential(room, { credential, model: target.model, demand }, clock.monotonic());
    },
    reserve(call) {
      const { target, credential, demand } = call;
      const nowMs = clock.monotonic();
      const tokens = demand.inputTokens + demand.outputTokens;
      const [targetRoom, room] = rooms.open(call, nowMs);
      targetRoom.inFlight += 1;
      spend(room, credential, { tokens, nowMs });
      const stated = statedRoomOf(room, target.model);
      stated.asked.calls += 1;
      stated.asked.inputTokens += demand.inputTokens;
      stated.asked.tokens += tokens;
      const onEnd = () => queue.wake(target.id);
      const counted = credential.tpm === null ? null : tokens;
      const from = { clock, target: targetRoom, credential: room, stated, tokens: counted, onEnd };
      return new RoomReservation(from, nowMs);
    },
    snapshot: () => rooms.uses(clock.monotonic()),
  };
}

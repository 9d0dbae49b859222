import type { Credential, Target } from '../../configuration.ts';
import { type CredentialRoom, createCredentialRoom } from './credential-room.ts';
import type { TargetRoom } from './reservation.ts';

/** How much of one limit is in use, for publication. */
export interface RoomUse {
  readonly limit: 'in_flight' | 'rpm' | 'tpm';
  /** `provider/model` of calls in flight, the id of a credential otherwise. */
  readonly of: string;
  readonly used: number;
  readonly max: number;
}

/** What is known of every target and credential in use. Times are monotonic, in milliseconds. */
export interface Rooms {
  findTarget(id: string): TargetRoom | undefined;
  findCredential(id: string): CredentialRoom | undefined;
  /** The rooms that a call takes its share of. */
  open(call: { target: Target; credential: Credential }, nowMs: number): [TargetRoom, CredentialRoom];
  /** Limits in use; what is idle is forgotten. */
  uses(nowMs: number): readonly RoomUse[];
}

/** Beyond so many, targets without a call in flight and credentials unused for a minute are forgotten, once a second. */
const maxKept = 1_000;
const tidyEveryMs = 1_000;
/** What a credential did is remembered as long as its sliding minute. */
const idleMs = 61_000;

/** No rooms yet. */
export function createRooms(): Rooms {
  const targets = new Map<string, TargetRoom>();
  const credentials = new Map<string, CredentialRoom>();
  let tidiedMs = 0;

  const forgetIdle = (nowMs: number) => {
    tidiedMs = nowMs;
    for (const [id, { inFlight }] of targets) if (inFlight === 0) targets.delete(id);
    for (const [id, { inFlight, lastUsedMs }] of credentials)
      if (inFlight === 0 && lastUsedMs + idleMs <= nowMs) credentials.delete(id);
  };

  return {
    findTarget: (id) => targets.get(id),
    findCredential: (id) => credentials.get(id),
    open({ target, credential }, nowMs) {
      const crowded = targets.size > maxKept || credentials.size > maxKept;
      if (crowded && nowMs >= tidiedMs + tidyEveryMs) forgetIdle(nowMs);
      const targetRoom = targets.get(target.id) ?? { inFlight: 0, limit: null };
      targetRoom.limit = target.facts.maxParallelRequests;
      targets.set(target.id, targetRoom);
      const credentialRoom = credentials.get(credential.id) ?? createCredentialRoom(credential, nowMs);
      credentialRoom.credential = credential;
      credentials.set(credential.id, credentialRoom);
      return [targetRoom, credentialRoom];
    },
    uses(nowMs) {
      forgetIdle(nowMs);
      const uses: RoomUse[] = [];
      for (const [id, { inFlight, limit }] of targets)
        if (limit !== null) uses.push({ limit: 'in_flight', of: id, used: inFlight, max: limit });
      for (const [id, { requests, tokens, credential }] of credentials) {
        const { rpm, tpm } = credential;
        if (rpm !== null) uses.push({ limit: 'rpm', of: id, used: requests?.used(nowMs) ?? 0, max: rpm });
        if (tpm !== null) uses.push({ limit: 'tpm', of: id, used: tokens?.used(nowMs) ?? 0, max: tpm });
      }
      return uses;
    },
  };
}

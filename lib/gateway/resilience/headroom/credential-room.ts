import type { Credential } from '../../configuration.ts';
import { createSlidingMinute, type SlidingMinute } from '../../limits/sliding-minute.ts';
import { type Demand, shareOf } from './demand.ts';
import { createStatedRoom, type StatedRoom } from './stated-room.ts';

/** More models than this with one credential, and the one asked for first is forgotten: it is heard anew with the next answer. */
const maxModels = 1_000;

/** Why a call must wait, and how long. */
export interface Lack {
  readonly detail: string;
  /** Milliseconds; null = until another call ends. */
  readonly waitMs: number | null;
}

/** What one credential has used of its limits. A limit that is set later counts from then on. */
export interface CredentialRoom {
  requests: SlidingMinute | null;
  tokens: SlidingMinute | null;
  readonly models: Map<string, StatedRoom>;
  /** As last configured, for publication. */
  credential: Credential;
  inFlight: number;
  /** When a call with it last began or ended. */
  lastUsedMs: number;
}

/** Nothing used yet. */
export function createCredentialRoom(credential: Credential, nowMs: number): CredentialRoom {
  return { requests: null, tokens: null, models: new Map(), credential, inFlight: 0, lastUsedMs: nowMs };
}

/** What the provider said of this model. */
export function statedRoomOf(room: CredentialRoom, model: string): StatedRoom {
  const known = room.models.get(model);
  if (known !== undefined) return known;
  const [first] = room.models.keys();
  if (room.models.size >= maxModels && first !== undefined) room.models.delete(first);
  const stated = createStatedRoom();
  room.models.set(model, stated);
  return stated;
}

/** Whether nobody has set or stated a limit: most credentials, and asked for every call. */
export function isUnlimited(room: CredentialRoom, { rpm, tpm }: Credential, model: string): boolean {
  return rpm === null && tpm === null && room.models.get(model)?.silent !== false;
}

/** The limit that this call would break, the one that lasts longest; null = none. */
export function lackOfCredential(
  room: CredentialRoom,
  { credential, model, demand }: { credential: Credential; model: string; demand: Demand },
  nowMs: number,
): TimedLack | null {
  const { rpm, tpm } = credential;
  const { turn, inputTokens, outputTokens } = demand;
  const stated = room.models.get(model)?.lack(demand, nowMs) ?? null;
  let lack: TimedLack | null =
    stated === null
      ? null
      : {
          detail: `provider on ${credential.name}: ${stated.left} ${stated.unit} left`,
          waitMs: stated.waitMs,
        };
  if (rpm !== null && room.requests !== null)
    lack = longer(
      lack,
      perMinute(room.requests, { what: 'rpm', credential, share: shareOf(rpm, turn), need: 1 }, nowMs),
    );
  if (tpm !== null && room.tokens !== null) {
    const need = inputTokens + outputTokens;
    lack = longer(
      lack,
      perMinute(room.tokens, { what: 'tpm', credential, share: shareOf(tpm, turn), need }, nowMs),
    );
  }
  return lack;
}

interface TimedLack {
  readonly detail: string;
  readonly waitMs: number;
}

function perMinute(
  minute: SlidingMinute,
  { what, credential, share, need }: { what: string; credential: Credential; share: number; need: number },
  nowMs: number,
): TimedLack | null {
  // A call that alone is over the limit goes when nothing else was asked for: only the provider can tell.
  const waitMs = minute.waitFor(Math.min(need, share), share, nowMs);
  if (waitMs === 0) return null;
  return { detail: `${what} of ${credential.name}: ${minute.used(nowMs)} of ${share}`, waitMs };
}

function longer(a: TimedLack | null, b: TimedLack | null): TimedLack | null {
  if (a === null || b === null) return a ?? b;
  return a.waitMs >= b.waitMs ? a : b;
}

/** Counts one call and the tokens that it may use. */
export function spend(
  room: CredentialRoom,
  { rpm, tpm }: Credential,
  call: { tokens: number; nowMs: number },
) {
  room.inFlight += 1;
  room.lastUsedMs = call.nowMs;
  if (rpm !== null) {
    room.requests ??= createSlidingMinute();
    room.requests.add(1, call.nowMs);
  }
  if (tpm !== null) {
    room.tokens ??= createSlidingMinute();
    room.tokens.add(call.tokens, call.nowMs);
  }
}

import type { Granted } from './acquire.ts';
import type { Target } from './configuration.ts';
import { chooseCredential } from './resilience/headroom/choose-credential.ts';
import { demandOf } from './resilience/headroom/demand.ts';
import { type FailoverInput, type TargetOutcome, tryTarget } from './try-target.ts';

/** A batch call that found no room, and until when it may wait. */
export interface WaitInput extends FailoverInput {
  /** Targets that were passed over, for whatever reason. */
  readonly passedOver: readonly Target[];
  /** On the monotonic clock: when the whole request must be over. */
  readonly deadlineMs: number;
}

/** What became of the call that got room. */
export interface Tried {
  readonly target: Target;
  readonly outcome: TargetOutcome;
}

/** Room that came, and where. */
interface Room {
  readonly target: Target;
  readonly granted: Granted;
}

/**
 * Lets a batch call wait for room at the targets that had none, first come, first served, and makes the call at the one that has some
 * first. The wait leaves time for the call itself: what a whole answer may take, at most half of what is left. Null = the call is of another
 * class, no target lacks only room, no room came in time or the caller left. Never leaves a reservation behind.
 */
export async function tryWhenRoom(input: WaitInput): Promise<Tried | null> {
  const { plan, journal, ports, deadlineMs, callerSignal } = input;
  if (plan.route.latencyClass !== 'batch') return null;
  const leftMs = deadlineMs - ports.clock.monotonic();
  const patienceMs = Math.max(leftMs / 2, leftMs - plan.route.timeouts.responseMs);
  const targets = worthWaitingFor(input, patienceMs);
  if (targets.length === 0 || patienceMs <= 0 || callerSignal.aborted) return null;
  const room = await journal.waiting(roomAt(targets, patienceMs, input));
  if (room === null) return null;
  const { target, granted } = room;
  const anotherTarget = targets.length > 1;
  const outcome = await tryTarget({ ...input, target, granted, deadlineMs, anotherTarget, panic: false });
  return { target, outcome };
}

/** Targets that only lack room, or whose credentials are asked to wait, no longer than the call can. */
function worthWaitingFor(
  { health, journal, passedOver, plan, ports, request }: WaitInput,
  patienceMs: number,
): readonly Target[] {
  const lastSkip = (id: string) => journal.skipped.findLast(({ target }) => target === id)?.reason;
  const called = new Set(journal.attempts.map(({ provider, model }) => `${provider}/${model}`));
  const nowMs = ports.clock.now();
  return passedOver.filter((target) => {
    const reason = lastSkip(target.id);
    if (called.has(target.id) || (reason !== 'no_headroom' && reason !== 'credential_benched')) return false;
    const demand = { ...demandOf(request, plan, target), turn: 'next' } as const;
    const choice = chooseCredential(health, { target, demand, tried: new Set(), now: ports.clock.now });
    return choice.reason !== 'no_usable_credential' && (choice.untilMs ?? nowMs) <= nowMs + patienceMs;
  });
}

/** Stands in line at these targets. What is claimed is always given to the caller, who must use it. */
function roomAt(targets: readonly Target[], patienceMs: number, input: WaitInput): Promise<Room | null> {
  const { health, ports, callerSignal } = input;
  const hopeful = new Map(targets.map((target) => [target.id, target]));
  return new Promise((resolve) => {
    let leave = () => {};
    const end = (room: Room | null) => {
      cancelTimer();
      callerSignal.removeEventListener('abort', giveUp);
      leave();
      resolve(room);
    };
    const giveUp = () => end(null);
    const cancelTimer = ports.clock.after(patienceMs, giveUp);
    callerSignal.addEventListener('abort', giveUp, { once: true });
    const joined = health.headroom.queue.join({
      targets: [...hopeful.keys()],
      claim(id) {
        const target = hopeful.get(id);
        const claimed = target === undefined ? 'hopeless' : claimAt(target, input);
        if (claimed === 'hopeless') {
          hopeful.delete(id);
          if (hopeful.size === 0) giveUp();
          return claimed;
        }
        if (claimed === null || typeof claimed === 'number') return claimed;
        end(claimed);
        return 'claimed';
      },
    });
    if (joined === null) giveUp();
    else leave = joined;
  });
}

/** Takes the room of one call there; else the wait in milliseconds, null = until a call ends. */
function claimAt(
  target: Target,
  { health, ports, request, plan }: WaitInput,
): Room | 'hopeless' | number | null {
  const { clock } = ports;
  const demand = { ...demandOf(request, plan, target), turn: 'next' } as const;
  const choice = chooseCredential(health, { target, demand, tried: new Set(), now: clock.now });
  if (choice.reason === 'no_usable_credential') return 'hopeless';
  if (choice.credential === null) return choice.untilMs === null ? null : choice.untilMs - clock.now();
  const { credential } = choice;
  return {
    target,
    granted: { credential, reservation: health.headroom.reserve({ target, credential, demand }) },
  };
}

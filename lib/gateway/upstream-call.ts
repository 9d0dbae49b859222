import { UpstreamError } from './errors.ts';
import type { Journal } from './journal.ts';
import type { Clock } from './ports.ts';
import { createWatchdog } from './resilience/watchdog.ts';

/** How long something may take and what it means when it does not come in time. */
export interface Limit {
  readonly ms: number;
  readonly late: () => UpstreamError;
  /** The answer has begun: when the time for the whole request ends meanwhile, its length is to blame and not the target. */
  readonly begun?: boolean;
}

/** One upstream call under limits: whatever ends it early does so through one signal and one error. */
export interface UpstreamCall {
  readonly signal: AbortSignal;
  /** Waits for the provider. @throws UpstreamError the reason it was ended, or the provider's failure. */
  await<T>(work: () => Promise<T>, limit: Limit): Promise<T>;
  /** Tears the connection down; harmless when the call is over. */
  end(reason?: UpstreamError): void;
}

/** What an upstream call is bound to. */
export interface UpstreamCallOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Aborted when the caller goes away. */
  readonly callerSignal: AbortSignal;
  /** On the monotonic clock: when the whole request must be over. */
  readonly deadlineMs: number;
  /** Milliseconds after which a call without an answer has failed, should the whole request be over. What had less is not judged. */
  readonly fairMs: number;
}

/** Starts the limits of one upstream call. Time only counts while the provider is waited for, never the caller. */
export function startUpstreamCall(options: UpstreamCallOptions): UpstreamCall {
  const { clock, journal, callerSignal, deadlineMs, fairMs } = options;
  const startedMs = clock.monotonic();
  const controller = new AbortController();
  const watchdog = createWatchdog(clock);
  let reason: UpstreamError | null = null;
  let waiting = false;

  const end = (why?: UpstreamError) => {
    callerSignal.removeEventListener('abort', callerLeft);
    watchdog.stop();
    if (controller.signal.aborted) return;
    reason = why ?? callIsOver;
    controller.abort(reason);
  };
  const callerLeft = () => end(new UpstreamError('client_closed', 'The caller closed the connection.'));
  if (callerSignal.aborted) callerLeft();
  else callerSignal.addEventListener('abort', callerLeft, { once: true });

  return {
    signal: controller.signal,
    end,
    async await(work, limit) {
      if (reason !== null) throw reason;
      const left = deadlineMs - clock.monotonic();
      const isFair = () => limit.begun !== true && clock.monotonic() - startedMs >= fairMs;
      const late = limit.ms <= left ? limit.late : () => outOfTime(isFair());
      watchdog.expectWithin(Math.max(0, Math.min(limit.ms, left)), () => {
        if (waiting) end(late());
      });
      waiting = true;
      try {
        return await journal.waiting(work());
      } catch (error) {
        throw reason ?? asUpstreamError(error);
      } finally {
        waiting = false;
      }
    },
  };
}

/** Made once: an error takes a picture of its stack, and every answered call ends this way. */
const callIsOver = new UpstreamError('client_closed', 'The call is over.');

const outOfTime = (isFair: boolean) =>
  new UpstreamError('timeout', 'The time allowed for the whole request was over.', { blameless: !isFair });

/** A failure that carries no verdict came from the connection itself. */
function asUpstreamError(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  return new UpstreamError('connection_failed', 'The connection to the provider failed.', { cause: error });
}

import { type FailureKind, verdicts } from '../errors.ts';
import type { Permit } from './circuit-breaker.ts';
import type { Reservation } from './headroom/reservation.ts';

/** One request at a provider, until its end. Only the first of its functions counts. */
export interface CallTicket {
  succeed(): void;
  /** It failed in a way that is retried by the verdict table, whether or not this one is. */
  fail(): void;
  /** The end says nothing about whether retries help. */
  release(): void;
}

/** Keeps retries from becoming the load that a struggling provider cannot bear. */
export interface RetryBudget {
  /** A request's first call to a provider. Never refused. */
  begin(provider: string): CallTicket;
  /** Another call after a failed one, its wait included; null when the budget of the provider is spent. */
  tryRetry(provider: string): CallTicket | null;
}

/** So many retries may be under way however little traffic there is (GATEWAY.md, "Attempts"). */
const freeRetries = 3;
/** Beyond those, one retry for so many requests in flight: 20 % (GATEWAY.md, "Attempts"). */
const requestsPerRetry = 5;

// Tokens are counted in thousandths, so that tenths add up exactly (gRPC retry throttling; GATEWAY.md, "Attempts").
/** A full bucket; at half of it or below no retry is made. */
const fullBucket = 10_000;
const perFailure = -1_000;
const perSuccess = 100;
/** One token a second comes back by itself, so that a provider left alone is owed its retries again. */
const perMs = 1;

interface Account {
  /** Retries included, waiting ones too. */
  inFlight: number;
  retries: number;
  /** Thousandths. */
  tokens: number;
  refilledMs: number;
}

/**
 * The retry budget of one process, by provider id. Every second call to a provider for the same request counts: the
 * reconnect after a refused connection and the call with another credential are load like any other.
 * @param monotonic milliseconds that only grow
 */
export function createRetryBudget(monotonic: () => number): RetryBudget {
  const accounts = new Map<string, Account>();

  const accountOf = (provider: string): Account => {
    const nowMs = monotonic();
    const account = accounts.get(provider) ?? {
      inFlight: 0,
      retries: 0,
      tokens: fullBucket,
      refilledMs: nowMs,
    };
    accounts.set(provider, account);
    earn(account, (nowMs - account.refilledMs) * perMs);
    account.refilledMs = nowMs;
    return account;
  };

  const open = (provider: string, retries: 0 | 1): CallTicket => {
    const account = accountOf(provider);
    account.inFlight += 1;
    account.retries += retries;
    let over = false;
    const end = (tokens: number) => {
      if (over) return;
      over = true;
      const now = accountOf(provider);
      now.inFlight -= 1;
      now.retries -= retries;
      earn(now, tokens);
    };
    return { succeed: () => end(perSuccess), fail: () => end(perFailure), release: () => end(0) };
  };

  return {
    begin: (provider) => open(provider, 0),
    tryRetry(provider) {
      const { inFlight, retries, tokens } = accountOf(provider);
      // The request that asks is in flight too, though its failed call is not.
      const allowed = Math.max(freeRetries, (inFlight + 1) / requestsPerRetry);
      return tokens > fullBucket / 2 && retries + 1 <= allowed ? open(provider, 1) : null;
    },
  };
}

function earn(account: Account, tokens: number): void {
  account.tokens = Math.min(fullBucket, Math.max(0, account.tokens + tokens));
}

/** Ends a ticket after a failure of this kind. */
export function endTicket(ticket: CallTicket, kind: FailureKind): void {
  if (verdicts[kind].retry === 'never') ticket.release();
  else ticket.fail();
}

/** A permit whose end also ends the ticket and the reservation of the call. */
export function withTicket(
  permit: Permit,
  { ticket, reservation }: { ticket: CallTicket; reservation: Reservation },
): Permit {
  return {
    succeed: () => {
      permit.succeed();
      ticket.succeed();
      reservation.end();
    },
    fail: (kind) => {
      permit.fail(kind);
      endTicket(ticket, kind);
      reservation.end();
    },
    release: () => {
      permit.release();
      ticket.release();
      reservation.end();
    },
  };
}

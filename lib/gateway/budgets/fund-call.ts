import type { Target } from '../configuration.ts';
import { GatewayError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import type { GatewayPorts } from '../ports.ts';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';
import type { Budget } from './budget.ts';
import { budgetRefusal, providerShortage } from './budget-words.ts';
import { estimateNanoUsd } from './estimate.ts';
import type { Reservation, Shortage, Wallet } from './wallet.ts';

/** Money for one call; null = nobody counts it. */
export interface Funds {
  readonly paid: Reservation | null;
}

/** There is none. */
export interface Unfunded {
  readonly short: Shortage;
  /** What the call may cost. */
  readonly nanoUsd: bigint;
}

/** One call that is to be made, and who pays for it. */
export interface FundingInput {
  readonly wallet: Wallet;
  /** Budgets of whoever calls. */
  readonly payers: readonly Budget[];
  readonly target: Target;
  readonly request: ChatCompletionRequest;
  readonly journal: Journal;
  readonly ports: GatewayPorts;
  readonly callerSignal: AbortSignal;
  readonly deadlineMs: number;
}

/** What becomes of a target that is not called for want of money. */
export type UnfundedOutcome =
  | { readonly type: 'skipped'; readonly ramping: false }
  | { readonly type: 'unpaid'; readonly error: GatewayError };

/** A bigger lease or the end of another call is waited for so long. */
const maxWaitMs = 1_000;
const free: Funds = { paid: null };

/** Whose budgets count calls to this target. */
function payersOf({ payers, target }: Pick<FundingInput, 'payers' | 'target'>): readonly Budget[] {
  const own = target.provider.budgets;
  if (own === undefined || own.length === 0) return payers;
  return payers.length === 0 ? own : [...payers, ...own];
}

/** Puts the most that the call can cost aside, in every budget that counts it. Nothing to do, and nothing made, when none does. */
export function fundCall(input: FundingInput): Funds | Promise<Funds | Unfunded> | Unfunded {
  const budgets = payersOf(input);
  if (budgets.length === 0) return free;
  const { wallet, target, request, journal, ports, callerSignal, deadlineMs } = input;
  const nanoUsd = estimateNanoUsd(request, target);
  const charge = { budgets, nanoUsd };
  const result = wallet.reserve(charge);
  if (!isLease(result)) return asFunds(result, nanoUsd);
  const ms = Math.min(maxWaitMs, deadlineMs - ports.clock.monotonic());
  const waiting = wallet.reserveSoon(charge, { ms, signal: callerSignal });
  return journal.waiting(waiting).then((later) => asFunds(later, nanoUsd));
}

const isLease = (result: Reservation | Shortage): result is Shortage =>
  'kind' in result && result.kind === 'lease';

const asFunds = (result: Reservation | Shortage, nanoUsd: bigint): Funds | Unfunded =>
  'kind' in result ? { short: result, nanoUsd } : { paid: result };

/** A provider without money is passed over; a caller without money is told so. */
export function leaveUnpaid(
  { journal, target, ports, callerSignal }: FundingInput,
  { short, nanoUsd }: Unfunded,
): UnfundedOutcome {
  if (callerSignal.aborted) {
    const details = { status: 499, kind: 'client_closed' } as const;
    return {
      type: 'unpaid',
      error: new GatewayError('internal_error', 'The caller closed the connection.', details),
    };
  }
  if (short.budget.scope === 'provider') {
    journal.skip(
      { target: target.id, reason: 'provider_budget_spent', detail: providerShortage(short) },
      true,
    );
    return { type: 'skipped', ramping: false };
  }
  return { type: 'unpaid', error: budgetRefusal(short, { nanoUsd, nowMs: ports.clock.now() }) };
}

/** When a provider whose budget is spent has money again, Unix milliseconds; null = it can be called. */
export function fundsReturnAtMs({
  wallet,
  target,
  request,
  nowMs,
}: Pick<FundingInput, 'wallet' | 'target' | 'request'> & { readonly nowMs: number }): number | null {
  const { budgets } = target.provider;
  if (budgets === undefined || budgets.length === 0) return null;
  const result = wallet.reserve({ budgets, nanoUsd: estimateNanoUsd(request, target) });
  if ('kind' in result) return result.kind === 'spent' ? result.renewsAtMs : nowMs + maxWaitMs;
  result.settle(0n);
  return null;
}

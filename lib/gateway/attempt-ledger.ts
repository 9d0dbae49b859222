import type { Reservation } from './budgets/wallet.ts';
import type { Target } from './configuration.ts';
import type { UpstreamError } from './errors.ts';
import { costNanoUsd } from './pricing/cost.ts';
import type { AttemptRecord, TokenUsage } from './request-record.ts';
import { tokensOf } from './resilience/headroom/demand.ts';
import type { ChatCompletionRequest } from './schema/chat-completion.ts';

/** One upstream call while it happens. */
export interface OpenAttempt {
  readonly target: Target;
  readonly credential: string;
  /** Milliseconds since the request began. */
  readonly startedMs: number;
  firstTokenMs: number | null;
  status: number | null;
  /** What a call that began to answer has used, should it fail before its answer counts; null = nothing. */
  usedBeforeFailure: (() => TokenUsage) | null;
  /** What was sent; null = not known yet. */
  request: ChatCompletionRequest | null;
  /** What was put aside for it; null = no budget covers it. */
  paid: Reservation | null;
}

const aboveReserve = { aboveReserve: true } as const;

/** What the last attempt came to, as far as it is known. */
export interface LastAnswer {
  readonly target: Target;
  readonly usage: TokenUsage | null;
  /** Since the request began. */
  readonly firstTokenMs: number | null;
}

/** The upstream calls of one request and what they cost. A class: a request makes one, and closures are dear to make. */
export class AttemptLedger {
  readonly attempts: AttemptRecord[] = [];
  /** Calls whose end is not written down yet. */
  open = 0;
  /** False once a model without a price took part. */
  priced = true;
  last: LastAnswer | null = null;

  /** A call to this target begins, `startedMs` after the request did. */
  begin(target: Target, credential: string, startedMs: number): OpenAttempt {
    this.open += 1;
    this.last = { target, usage: null, firstTokenMs: null };
    return {
      target,
      credential,
      startedMs,
      firstTokenMs: null,
      status: null,
      usedBeforeFailure: null,
      request: null,
      paid: null,
    };
  }

  close(
    attempt: OpenAttempt,
    end: { error: UpstreamError | null; usage: TokenUsage | null; atMs: number },
  ): void {
    this.open -= 1;
    const { target, startedMs, firstTokenMs } = attempt;
    const { error, usage, atMs } = end;
    const { price } = target.facts;
    if (usage !== null && price === null) this.priced = false;
    const cost = usage === null ? 0n : costNanoUsd(usage, price);
    attempt.paid?.settle(cost);
    this.attempts.push({
      index: this.attempts.length,
      provider: target.provider.name,
      model: target.model,
      credential: attempt.credential,
      kind: error?.kind ?? null,
      message: error?.message ?? null,
      status: attempt.status,
      startedOffsetMs: startedMs,
      firstTokenMs,
      durationMs: atMs - startedMs,
      usage,
      costNanoUsd: cost,
      price,
      ...(attempt.paid !== null && cost > attempt.paid.nanoUsd ? aboveReserve : {}),
    });
    this.last = { target, usage, firstTokenMs: firstTokenMs === null ? null : startedMs + firstTokenMs };
  }

  /** Adds to what the last attempt says of its failure. */
  remark(remark: string): void {
    const last = this.attempts.pop();
    if (last !== undefined)
      this.attempts.push({ ...last, message: `${last.message ?? ''} (${remark})`.trimStart() });
  }

  /** Tokens of prompt and answer over all attempts. */
  tokens(): number {
    let sum = 0;
    for (const { usage } of this.attempts) if (usage !== null) sum += tokensOf(usage);
    return sum;
  }

  /** Nano-USD over all attempts. */
  cost(): bigint {
    let sum = 0n;
    for (const { costNanoUsd: cost } of this.attempts) sum += cost;
    return sum;
  }
}

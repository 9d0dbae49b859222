import type { Target } from '../configuration.ts';
import type { UpstreamError } from '../errors.ts';
import type { SkippedRecord } from '../request-record.ts';
import { findMisfit, type Misfit } from './find-misfit.ts';
import type { RoutePlan } from './plan-route.ts';

/**
 * The targets that one request may still go to, each once. What a failure says of the request narrows them. A class: every request makes
 * one, and closures and accessors of a literal are dear to make.
 */
export class Hops {
  readonly #left: Left;
  #lastRound = false;

  /** Starts with the candidates of the plan, or with the first alone. */
  constructor(plan: RoutePlan, noFailover: boolean) {
    const pending = noFailover ? plan.candidates.slice(0, 1) : plan.candidates.slice();
    this.#left = { plan, pending, comingBack: [], done: [], tooSmall: [], filtered: false };
  }

  /** The next target; null when none is left. */
  next(): Target | null {
    const { pending, comingBack, done } = this.#left;
    this.#lastRound = pending.length === 0;
    const target = pending.shift() ?? comingBack.shift() ?? null;
    if (target !== null) done.push(target.id);
    return target;
  }

  /** Whether another target could take the call instead of the one given last. */
  get another(): boolean {
    const { pending, comingBack } = this.#left;
    return !this.#lastRound && pending.length + comingBack.length > 0;
  }

  /** The target only ramps up: it comes once more, after all others, and then takes the call. */
  comeBack(target: Target): void {
    this.#left.comingBack.push(target);
  }

  /**
   * After a failure: leaves out what cannot answer this request either, and adds the fallbacks that the route has for this kind, each
   * through every gate. Gives the targets that were passed over by this.
   */
  narrow(failed: Target, { kind, status }: UpstreamError): readonly SkippedRecord[] {
    if (kind === 'context_length_exceeded') return afterTooLong(this.#left, failed);
    if (kind === 'content_filtered') return afterFilter(this.#left);
    return kind === 'payload_too_large' ? afterTooLarge(this.#left, failed, status) : none;
  }

  /** Whether a target that was not well when it was asked might take what `failed` did not, once it is. */
  mayDiffer(other: Target, failed: Target, { kind, status }: UpstreamError): boolean {
    const { plan, tooSmall, filtered } = this.#left;
    const { contextWindowFallbacks, contentPolicyFallbacks } = plan.route;
    const isIn = (fallbacks: readonly Target[]) => fallbacks.some(({ id }) => id === other.id);
    switch (kind) {
      case 'context_length_exceeded':
        return (
          notLarger(other, tooSmall, isIn(filtered ? contentPolicyFallbacks : contextWindowFallbacks)) ===
          null
        );
      case 'content_filtered':
        return isIn(contentPolicyFallbacks);
      case 'payload_too_large':
        return status === 429 || other.provider.baseUrl !== failed.provider.baseUrl;
      default:
        return true;
    }
  }

  /** The plan with the targets that may still be asked besides `served`, for when its answer breaks. */
  rest(served: Target): RoutePlan {
    const { plan, pending, comingBack, filtered, tooSmall } = this.#left;
    if (!filtered && tooSmall.length === 0) return plan;
    return { ...plan, candidates: [served, ...pending, ...comingBack] };
  }
}

interface Left {
  readonly plan: RoutePlan;
  pending: Target[];
  comingBack: Target[];
  /** Given out or passed over for good, by id. */
  done: string[];
  /** Targets that found the request too long. */
  readonly tooSmall: Target[];
  /** A provider's filter refused the request. */
  filtered: boolean;
}

const none: readonly SkippedRecord[] = [];

/** Only larger windows, then the fallbacks for a long prompt; once a filter has refused, its fallbacks are all there is. */
function afterTooLong(left: Left, failed: Target): SkippedRecord[] {
  left.tooSmall.push(failed);
  const { contextWindowFallbacks, contentPolicyFallbacks } = left.plan.route;
  const fallbacks = left.filtered ? contentPolicyFallbacks : contextWindowFallbacks;
  const skipped = keep(left, (target) => notLarger(target, left.tooSmall, fallbacks.includes(target)));
  return left.filtered ? skipped : [...skipped, ...add(left, fallbacks)];
}

/** What one provider's filter refused is not shown to another, but to those that the operator named for it. */
function afterFilter(left: Left): SkippedRecord[] {
  left.filtered = true;
  const waiting = new Set(left.comingBack.map(({ id }) => id));
  left.done = left.done.filter((id) => !waiting.has(id));
  left.pending = [];
  left.comingBack = [];
  return add(left, left.plan.route.contentPolicyFallbacks);
}

/**
 * How many bytes are taken is a matter of the server: another model behind the same address takes no more. A 429 of this kind is about
 * the tokens a minute of one model (OpenAI), and another has its own.
 */
function afterTooLarge(left: Left, failed: Target, status: number | null): readonly SkippedRecord[] {
  if (status === 429) return none;
  const { name, baseUrl } = failed.provider;
  const detail = `the request is too large for ${name}`;
  return keep(left, ({ provider }) =>
    provider.baseUrl === baseUrl ? { reason: 'capability', detail } : null,
  );
}

function keep(left: Left, misfitOf: (target: Target) => Misfit | null): SkippedRecord[] {
  const skipped: SkippedRecord[] = [];
  const fits = (target: Target) => {
    const misfit = misfitOf(target);
    if (misfit !== null) skipped.push(passOver(left, target, misfit));
    return misfit === null;
  };
  left.pending = left.pending.filter(fits);
  left.comingBack = left.comingBack.filter(fits);
  return skipped;
}

/** Puts fallbacks behind what is left: every gate again, as for any target. */
function add(left: Left, fallbacks: readonly Target[]): SkippedRecord[] {
  const { pending, done, plan, tooSmall } = left;
  const skipped: SkippedRecord[] = [];
  for (const target of fallbacks) {
    const known = [...pending, ...left.comingBack].some(({ id }) => id === target.id);
    if (known || done.includes(target.id) || plan.skipped.some((skip) => skip.target === target.id)) continue;
    const misfit = findMisfit(target, plan.demands) ?? notLarger(target, tooSmall, true);
    if (misfit === null) pending.push(target);
    else skipped.push(passOver(left, target, misfit));
  }
  return skipped;
}

function passOver(left: Left, { id }: Target, misfit: Misfit): SkippedRecord {
  left.done.push(id);
  return { target: id, ...misfit };
}

/**
 * Whether a window is not larger than each of those that were too small. One that nobody knows counts as larger for a fallback, which
 * the operator named for this, and for no other target.
 */
function notLarger({ facts }: Target, tooSmall: readonly Target[], isFallback: boolean): Misfit | null {
  const window = facts.contextWindow;
  for (const small of tooSmall) {
    const failed = small.facts.contextWindow;
    const larger = window === null || failed === null ? isFallback : window > failed;
    if (larger) continue;
    const than = failed === null ? 'which nobody knows' : String(failed);
    return {
      reason: 'context_window',
      detail: `window ${window ?? 'unknown'}, ${small.id} was too small with ${than}`,
    };
  }
  return null;
}

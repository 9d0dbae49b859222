import type { Target } from '../configuration.ts';
import { costNanoUsd } from '../pricing/cost.ts';
import type { TokenUsage } from '../request-record.ts';
import type { FailoverInput } from '../try-target.ts';
import type { ReplayAgreement } from './replay-agreement.ts';
import type { Transcript } from './transcript.ts';

/** What the choice of a target for a recovery depends on. */
export interface RecoveryChoice extends FailoverInput {
  readonly agreement: ReplayAgreement;
  readonly transcript: Transcript;
}

/** What a recovery asks of a target. */
export interface RecoveryNeed {
  readonly fits: (target: Target) => boolean;
  /** What it is likely to use. */
  readonly usage: TokenUsage;
}

/** Whether two targets serve the same model: names differ between providers by vendor prefix and case (`openai/gpt-4o`). */
export function servesSameModel(a: Target, b: Target): boolean {
  return bareModel(a) === bareModel(b);
}

const bareModel = ({ model }: Target) => model.slice(model.lastIndexOf('/') + 1).toLowerCase();

/**
 * Targets of the plan that may complete the answer, those of the same model first. What was called or passed over in this request is
 * left out (but not what only ramped up), and another model that would cost too much.
 */
export function recoveryTargets(
  { plan, journal, health }: RecoveryChoice,
  broken: Target,
  { fits, usage }: RecoveryNeed,
): readonly Target[] {
  const out = journal.skipped.filter(
    ({ target, reason }) => reason !== 'circuit_open' || health.breaker.opensAgainAt(target) !== null,
  );
  const visited = new Set([
    broken.id,
    ...journal.attempts.map(({ provider, model }) => `${provider}/${model}`),
    ...out.map(({ target }) => target),
  ]);
  const isCheap = ({ facts }: Target) => costNanoUsd(usage, facts.price) < plan.route.recoveryMaxCostNanoUsd;
  const eligible = plan.candidates.filter(
    (target) =>
      !visited.has(target.id) && fits(target) && (servesSameModel(broken, target) || isCheap(target)),
  );
  const same = eligible.filter((target) => servesSameModel(broken, target));
  return [...same, ...eligible.filter((target) => !same.includes(target))];
}

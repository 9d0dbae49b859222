import type { Target } from '../configuration.ts';
import { costNanoUsd } from '../pricing/cost.ts';
import { estimatedUsage, estimateTokens } from '../pricing/token-usage.ts';
import type { FailoverInput } from '../try-target.ts';
import type { ReplayAgreement } from './replay-agreement.ts';
import type { Transcript } from './transcript.ts';

/** What the choice of a target for a replay depends on. */
export interface RecoveryChoice extends FailoverInput {
  readonly agreement: ReplayAgreement;
  readonly transcript: Transcript;
}

/** Whether two targets serve the same model: names differ between providers by vendor prefix and case (`openai/gpt-4o`). */
export function servesSameModel(a: Target, b: Target): boolean {
  return bareModel(a) === bareModel(b);
}

const bareModel = ({ model }: Target) => model.slice(model.lastIndexOf('/') + 1).toLowerCase();

/**
 * Targets of the plan that may say the answer again, those of the same model first. What was called or passed over in this request
 * is left out (but not what only ramped up), and another model whose replay would cost too much or has proven useless.
 */
export function recoveryTargets(choice: RecoveryChoice, broken: Target): readonly Target[] {
  const { plan, journal, agreement, health } = choice;
  const out = journal.skipped.filter(
    ({ target, reason }) => reason !== 'circuit_open' || health.breaker.opensAgainAt(target) !== null,
  );
  const visited = new Set([
    broken.id,
    ...journal.attempts.map(({ provider, model }) => `${provider}/${model}`),
    ...out.map(({ target }) => target),
  ]);
  const eligible = plan.candidates.filter(
    (target) =>
      !visited.has(target.id) &&
      agreement.worthTrying(broken.id, target.id) &&
      (servesSameModel(broken, target) || isCheap(choice, target)),
  );
  const same = eligible.filter((target) => servesSameModel(broken, target));
  return [...same, ...eligible.filter((target) => !same.includes(target))];
}

/** An answer that broke may be anywhere: taken as half done, it is said in full at the price of twice what there is. */
const assumedShareDone = 1 / 2;

function isCheap({ plan, transcript }: RecoveryChoice, { facts }: Target): boolean {
  const said = transcript.runs.reduce((sum, { text }) => sum + text.length, 0);
  const usage = {
    ...estimatedUsage(plan.inputTokens, 0),
    output: estimateTokens(said / assumedShareDone),
  };
  return costNanoUsd(usage, facts.price) < plan.route.recoveryMaxCostNanoUsd;
}

import type { Admission } from '../admit.ts';
import type { Route, Target } from '../configuration.ts';
import type { SkippedRecord } from '../request-record.ts';
import type { LatencyHistory } from '../resilience/latency-history.ts';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';
import { type Demands, readDemands } from './demands.ts';
import { findMisfit } from './find-misfit.ts';
import { orderTargets } from './order-targets.ts';

/** The targets that fit the request, in the order to try them, and those that do not, with the reason. */
export interface RoutePlan {
  /** Its settings hold for every target of the plan; limits that stand on a target go with the target. */
  readonly route: Route;
  /** Empty when nothing fits: then the request ends with `nothingFits`. */
  readonly candidates: readonly Target[];
  readonly skipped: readonly SkippedRecord[];
  /** Rough count of the prompt, for gates and for estimates when a provider sends no usage. */
  readonly inputTokens: number;
  readonly demands: Demands;
}

/**
 * Step 4: which targets can answer this request at all. Health is asked at each hop, when its answer is fresh. The targets that `model`
 * reaches come before those of `models`, whatever the caller prefers among each. When nothing fits and the length of the prompt is a
 * reason, the route's context window fallbacks take over, in the operator's order.
 */
export function planRoute(
  admission: Admission,
  request: ChatCompletionRequest,
  latency: LatencyHistory,
): RoutePlan {
  const { route, alternatives } = admission;
  const demands = readDemands(request, admission);
  const candidates: Target[] = [];
  const skipped: SkippedRecord[] = [...admission.skipped];
  const seen = new Set<string>();
  const consider = (targets: readonly Target[]) => {
    for (const target of targets) {
      if (seen.has(target.id)) continue;
      seen.add(target.id);
      const misfit = findMisfit(target, demands);
      if (misfit === null) candidates.push(target);
      else skipped.push({ target: target.id, ...misfit });
    }
  };

  consider(orderTargets(route.targets, demands, latency));
  for (const targets of alternatives) consider(orderTargets(targets, demands, latency));
  const tooLong = candidates.length === 0 && skipped.some(({ reason }) => reason === 'context_window');
  if (tooLong) consider(route.contextWindowFallbacks);
  return { route, candidates, skipped, inputTokens: demands.inputTokens, demands };
}

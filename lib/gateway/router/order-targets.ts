import type { Target } from '../configuration.ts';
import { costNanoUsd } from '../pricing/cost.ts';
import { estimatedUsage } from '../pricing/token-usage.ts';
import type { LatencyHistory } from '../resilience/latency-history.ts';
import type { Demands } from './demands.ts';
import type { ProviderPreferences } from './provider-preferences.ts';

/** An answer whose length nobody limited is taken for this long when costs are compared. Tokens. */
const assumedOutputTokens = 500;

/**
 * The targets that one name reaches, in the order that the caller wants: those that `order` names, then the others by `sort`. What is
 * unpriced, or was not called enough to know how fast it is, comes last. Equals keep the order of the route.
 */
export function orderTargets(
  targets: readonly Target[],
  demands: Demands,
  latency: LatencyHistory,
): readonly Target[] {
  const { preferences } = demands;
  if (preferences === null || (preferences.order.length === 0 && preferences.sort === null)) return targets;
  const { order, sort } = preferences;
  const ranked = targets.map((target) => ({
    target,
    rank: rankIn(order, target),
    weight: sort === null ? 0 : weighBy[sort](target, demands, latency),
  }));
  const named = ({ rank }: { rank: number }) => rank < order.length;
  ranked.sort((a, b) => a.rank - b.rank || (named(a) ? 0 : compare(a.weight, b.weight)));
  return ranked.map(({ target }) => target);
}

/** The place of the first entry that names it; after all of them when none does. */
function rankIn(order: readonly string[], { id, provider }: Target): number {
  const place = order.findIndex((name) => name === provider.name || name === id);
  return place < 0 ? order.length : place;
}

type Weight = (target: Target, demands: Demands, latency: LatencyHistory) => bigint | number | null;

const weighBy = {
  price: ({ facts }, { inputTokens, outputTokens }) =>
    facts.price === null
      ? null
      : costNanoUsd(
          { ...estimatedUsage(inputTokens, 0), output: outputTokens ?? assumedOutputTokens },
          facts.price,
        ),
  // What the caller waits for: the first token of a stream, all of a whole answer.
  latency: ({ id }, { request }, latency) =>
    latency.p50(id, request.stream === true ? 'firstToken' : 'response'),
} as const satisfies Record<NonNullable<ProviderPreferences['sort']>, Weight>;

/** Smaller first, unknown last. */
function compare(a: bigint | number | null, b: bigint | number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : a > b ? 1 : 0;
}

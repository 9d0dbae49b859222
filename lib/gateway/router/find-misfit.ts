import { findAdapter } from '../adapters/index.ts';
import type { Price, Target } from '../configuration.ts';
import { formatUsd } from '../pricing/cost.ts';
import type { SkippedRecord } from '../request-record.ts';
import type { Demands } from './demands.ts';
import { isNamed, type ProviderPreferences } from './provider-preferences.ts';

/** Why a target is passed over. */
export type Misfit = Pick<SkippedRecord, 'reason' | 'detail'>;

/**
 * Every gate that needs no look at health, in the order of GATEWAY.md: excluded by the caller, capability, ignored parameter, context,
 * price. Null = it fits. Asked of each target on each way in: of the route, of `models`, of the fallbacks.
 */
export function findMisfit(target: Target, demands: Demands): Misfit | null {
  const { preferences, pricedOnly } = demands;
  return (
    (preferences === null ? null : excluded(target, preferences)) ??
    missingCapability(target, demands) ??
    (preferences?.requireParameters === true ? ignoredParameter(target, demands) : null) ??
    tooLong(target, demands) ??
    (pricedOnly && target.facts.price === null ? unpriced : null) ??
    (preferences === null ? null : tooExpensive(target.facts.price, preferences))
  );
}

function excluded(target: Target, { only, ignore }: ProviderPreferences): Misfit | null {
  if (only !== null && !isNamed(only, target))
    return { reason: 'excluded', detail: 'provider.only does not name it' };
  return isNamed(ignore, target) ? { reason: 'excluded', detail: 'provider.ignore names it' } : null;
}

function missingCapability({ facts }: Target, { capabilities }: Demands): Misfit | null {
  if (facts.capabilities !== null)
    for (const capability of capabilities)
      if (!facts.capabilities.has(capability)) return { reason: 'capability', detail: capability };
  return null;
}

function ignoredParameter({ provider, model }: Target, { request }: Demands): Misfit | null {
  const ignored = findAdapter(provider.adapter)?.ignoredParameters?.(request, model) ?? [];
  return ignored.length === 0 ? null : { reason: 'parameter', detail: ignored.join(', ') };
}

/**
 * A limit above what the model can write is no misfit: adapters cut it to the model's own, so that an answer limit made for one model
 * survives a failover to another. What is left of it counts towards the window.
 */
function tooLong({ facts }: Target, { inputTokens, outputTokens }: Demands): Misfit | null {
  if (facts.contextWindow === null) return null;
  const tokens = inputTokens + Math.min(outputTokens ?? 0, facts.maxOutputTokens ?? Number.POSITIVE_INFINITY);
  if (tokens <= facts.contextWindow) return null;
  return { reason: 'context_window', detail: `about ${tokens} tokens, window ${facts.contextWindow}` };
}

const unpriced: Misfit = { reason: 'price', detail: 'no price known' };

function tooExpensive(price: Price | null, { maxPrice }: ProviderPreferences): Misfit | null {
  const { prompt, completion } = maxPrice;
  if (prompt === null && completion === null) return null;
  // Fail closed: what nobody knows the price of may cost anything.
  if (price === null) return unpriced;
  if (prompt !== null && price.input > prompt) return overCap('prompt', price.input, prompt);
  if (completion !== null && price.output > completion)
    return overCap('completion', price.output, completion);
  return null;
}

const overCap = (what: string, price: bigint, cap: bigint): Misfit => ({
  reason: 'price',
  detail: `${what} costs ${formatUsd(price)} USD per million tokens, at most ${formatUsd(cap)} was allowed`,
});

import { GatewayError, type GatewayErrorCode } from '../errors.ts';
import type { SkippedRecord, SkipReason } from '../request-record.ts';
import type { RoutePlan } from './plan-route.ts';
import type { ProviderPreferences } from './provider-preferences.ts';

/** What to tell a caller whose targets were all passed over for one reason. */
const answers: Partial<
  Record<SkipReason, { readonly code: GatewayErrorCode; readonly param?: string; readonly say: string }>
> = {
  context_window: {
    code: 'context_length_exceeded',
    param: 'messages',
    say: 'The request is too long for every target of',
  },
  parameter: {
    code: 'capability_unavailable',
    param: 'provider.require_parameters',
    say: 'A parameter of the request would be ignored by every target of',
  },
  price: {
    code: 'capability_unavailable',
    param: 'provider.max_price',
    say: 'provider.max_price is below every target of',
  },
  excluded: {
    code: 'capability_unavailable',
    param: 'provider',
    say: 'provider.only and provider.ignore leave no target of',
  },
};

const unpricedOnly = {
  code: 'capability_unavailable',
  say: 'This key has a budget and may not call models without a price; no target has one, of',
} as const;

const mixed = {
  code: 'capability_unavailable',
  say: 'No target can do what this request needs, of',
} as const;

/** The error of a plan without candidates: what is missing, target by target. */
export function nothingFits({ route, skipped, demands }: RoutePlan): GatewayError {
  const reason = commonReason(skipped) ?? 'capability';
  // Without a price cap only the key's own rule can have ruled a price out.
  const unpriced = reason === 'price' && (demands.preferences === null || !hasPriceCap(demands.preferences));
  const { code, say, ...details } = unpriced ? unpricedOnly : (answers[reason] ?? mixed);
  const reasons = skipped
    .map(({ target, reason, detail }) => `${target}: ${reason}${detail === null ? '' : ` (${detail})`}`)
    .join('; ');
  return new GatewayError(code, `${say} "${route.name}": ${reasons}.`, details);
}

const hasPriceCap = ({ maxPrice }: ProviderPreferences) =>
  maxPrice.prompt !== null || maxPrice.completion !== null;

/** The one reason there is; what the caller or the key ruled out says nothing about the targets that were left. */
function commonReason(skipped: readonly SkippedRecord[]): SkipReason | null {
  const ruledOut = (reason: SkipReason) => reason === 'excluded' || reason === 'not_allowed';
  const reasons = new Set(skipped.map(({ reason }) => reason));
  if ([...reasons].some((reason) => !ruledOut(reason)))
    for (const reason of reasons) if (ruledOut(reason)) reasons.delete(reason);
  const [only] = reasons.size === 1 ? reasons : [];
  return only ?? (reasons.has('excluded') ? 'excluded' : null);
}

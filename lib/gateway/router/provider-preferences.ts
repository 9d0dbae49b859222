import type { Configuration, Target } from '../configuration.ts';
import { GatewayError } from '../errors.ts';
import type { ProviderChoice } from '../schema/chat-completion.ts';

/** What `provider` in the body asks of the plan, its names checked. A name is a provider's or a `provider/model`. */
export interface ProviderPreferences {
  /** These come first, in this order. */
  readonly order: readonly string[];
  /** Null = any. */
  readonly only: readonly string[] | null;
  readonly ignore: readonly string[];
  /** Pass over a target that would not heed one of the request's parameters. */
  readonly requireParameters: boolean;
  /** Nano-USD per million tokens; null = no cap. */
  readonly maxPrice: { readonly prompt: bigint | null; readonly completion: bigint | null };
  /** How the targets that `order` does not name are sorted; null = as the route has them. */
  readonly sort: 'price' | 'latency' | null;
}

/**
 * Reads `provider` of a body; null when it is absent. `allow_fallbacks` is not part of it: it means `x-understudy-no-failover`.
 * @throws GatewayError `invalid_request_error` whose `param` names the entry: a provider that does not exist, a `sort` that is not there.
 */
export function readPreferences(
  choice: ProviderChoice | null | undefined,
  { providers }: Configuration,
): ProviderPreferences | null {
  if (choice === null || choice === undefined) return null;
  const checked = (member: 'order' | 'only' | 'ignore') => {
    for (const [index, name] of (choice[member] ?? []).entries())
      if (!providers.has(providerOf(name))) throw unknownProvider(`provider.${member}[${index}]`, name);
    return choice[member] ?? null;
  };
  return {
    order: checked('order') ?? [],
    only: checked('only'),
    ignore: checked('ignore') ?? [],
    requireParameters: choice.require_parameters === true,
    maxPrice: {
      prompt: nanoUsd(choice.max_price?.prompt),
      completion: nanoUsd(choice.max_price?.completion),
    },
    sort: readSort(choice.sort),
  };
}

/** Whether a list of providers and `provider/model` names has this target. */
export function isNamed(list: readonly string[], { id, provider }: Target): boolean {
  return list.includes(provider.name) || list.includes(id);
}

function providerOf(name: string): string {
  const slash = name.indexOf('/');
  return slash < 0 ? name : name.slice(0, slash);
}

/** Nearest nano-USD of a JSON number: exact for all nine digits that a price can have, up to the million that the schema allows. */
function nanoUsd(usd: number | null | undefined): bigint | null {
  return usd === null || usd === undefined ? null : BigInt(Math.round(usd * 1e9));
}

function readSort(sort: string | null | undefined): ProviderPreferences['sort'] {
  if (sort === null || sort === undefined) return null;
  if (sort === 'price' || sort === 'latency') return sort;
  const what = sort === 'throughput' ? '"throughput" is not supported yet' : 'must be "price" or "latency"';
  throw new GatewayError('invalid_request_error', `provider.sort: ${what}`, { param: 'provider.sort' });
}

const unknownProvider = (param: string, name: string) =>
  new GatewayError('invalid_request_error', `${param}: no provider is called "${name.slice(0, 200)}"`, {
    param,
  });

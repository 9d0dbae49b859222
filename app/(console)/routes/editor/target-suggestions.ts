import type { AdapterItem } from '#lib/console/adapters/schema.ts';
import type { ProviderItem } from '#lib/console/providers/schema.ts';
import type { RouteItem } from '#lib/console/routes/schema.ts';

/** What is known when a target is chosen. */
export interface KnownTargets {
  readonly providers: readonly Pick<ProviderItem, 'name' | 'adapter'>[];
  readonly adapters: readonly Pick<AdapterItem, 'id' | 'models'>[];
  readonly routes: readonly Pick<RouteItem, 'name' | 'targets'>[];
  /** Name of the route being edited; it cannot contain itself. */
  readonly self: string;
}

/** Everything worth offering: targets other routes use, each provider's catalogue, other routes. */
export const targetSuggestions = (known: KnownTargets): string[] => {
  const used = known.routes.flatMap((route) => route.targets.map((target) => target.target));
  const listed = known.providers.flatMap((provider) => {
    const models = known.adapters.find((adapter) => adapter.id === provider.adapter)?.models ?? [];
    return models.map((model) => `${provider.name}/${model.name}`);
  });
  const routes = known.routes
    .filter((route) => route.name !== known.self)
    .map((route) => `route:${route.name}`);
  return [...new Set([...used, ...listed, ...routes])];
};

/** Why a typed target cannot be added, or null when it can. */
export const targetProblem = (
  typed: string,
  known: Pick<KnownTargets, 'providers' | 'routes' | 'self'>,
  chain: readonly string[],
): string | null => {
  if (typed === '') return 'Type a target as provider/model, or route:name.';
  if (chain.includes(typed)) return `${typed} is already in the chain.`;
  if (typed.startsWith('route:')) return routeProblem(typed.slice('route:'.length), known);
  const slash = typed.indexOf('/');
  const provider = slash === -1 ? typed : typed.slice(0, slash);
  if (!known.providers.some((one) => one.name === provider)) return `No provider is named ${provider}.`;
  return slash === -1 || slash === typed.length - 1 ? `Add the model: ${provider}/model.` : null;
};

const routeProblem = (name: string, known: Pick<KnownTargets, 'routes' | 'self'>) => {
  if (name === known.self) return 'A route cannot contain itself.';
  return known.routes.some((route) => route.name === name) ? null : `No route is named ${name}.`;
};

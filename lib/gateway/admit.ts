import type { Caller } from './authenticate.ts';
import { needsPrices } from './budgets/payers.ts';
import type { CallOptions } from './call-options.ts';
import { type Route, routeDefaults, type Target } from './configuration.ts';
import { GatewayError } from './errors.ts';
import type { SkippedRecord } from './request-record.ts';
import { type ProviderPreferences, readPreferences } from './router/provider-preferences.ts';
import type { ChatCompletionRequest } from './schema/chat-completion.ts';

/** A caller who may make this call, and what it may go by. */
export interface Admission {
  /** What `model` names. Its settings hold for the whole request, whichever target is asked. */
  readonly route: Route;
  /** False when one `provider/model` was addressed directly. */
  readonly named: boolean;
  /** The targets of each further name in `models`, in order. */
  readonly alternatives: readonly (readonly Target[])[];
  /** Names in `models` that this key may not call. What a route of that name reaches is not for this caller to see. */
  readonly skipped: readonly SkippedRecord[];
  readonly preferences: ProviderPreferences | null;
  /** The key may not call models without a price. */
  readonly pricedOnly: boolean;
  /** One target, so that the route has no fallbacks either; retries on it as the route has them. */
  readonly noFailover: boolean;
}

type Body = Pick<ChatCompletionRequest, 'model' | 'models' | 'provider'>;

/**
 * Step 3: finds what `model` and `models` name and whether this key may call it. Options of the call narrow the route's settings. A key
 * is granted names: what a route reaches, its targets and its fallbacks, is granted with the route's name.
 * @throws GatewayError `model_not_found`, `model_not_allowed`; `invalid_request_error` for `provider`.
 */
export function admit(caller: Caller, body: Body, options: CallOptions): Admission {
  const { model, models, provider } = body;
  const { route, allowed, named } = resolve(caller, model, 'model');
  if (!allowed) throw notAllowed(model);
  const noFailover = options.noFailover || provider?.allow_fallbacks === false;
  return {
    route: narrow(noFailover ? { ...route, ...noFallbacks } : route, options),
    named,
    ...(models?.length ? findAlternatives(caller, models) : noAlternatives),
    preferences: readPreferences(provider, caller.configuration),
    pricedOnly: needsPrices(caller),
    noFailover,
  };
}

const noFallbacks = { contextWindowFallbacks: [], contentPolicyFallbacks: [] } as const;
const noAlternatives: Pick<Admission, 'alternatives' | 'skipped'> = { alternatives: [], skipped: [] };

function findAlternatives(caller: Caller, models: readonly string[]): typeof noAlternatives {
  const alternatives: (readonly Target[])[] = [];
  const skipped: SkippedRecord[] = [];
  for (const [index, name] of models.entries()) {
    const param = `models[${index}]`;
    const { route, allowed } = resolve(caller, name, param);
    if (allowed) alternatives.push(route.targets);
    else if (!skipped.some(({ target }) => target === name))
      skipped.push({ target: name, reason: 'not_allowed', detail: param });
  }
  return { alternatives, skipped };
}

/** A route of that name, or one made of the target that is addressed directly. */
function resolve({ configuration, key }: Caller, name: string, param: string) {
  const route = configuration.routes.get(name);
  if (route !== undefined)
    return { route, named: true, allowed: key.models === null || key.models.has(name) };
  const target = directTarget(configuration, name);
  if (target === null)
    throw new GatewayError(
      'model_not_found',
      `No route or provider/model is called "${name.slice(0, 200)}".`,
      { param },
    );
  return {
    route: { ...routeDefaults, id: name, name, targets: [target] },
    named: false,
    allowed: key.models?.has(name) === true,
  };
}

function directTarget(configuration: Caller['configuration'], model: string): Target | null {
  const slash = model.indexOf('/');
  const provider = slash > 0 ? configuration.providers.get(model.slice(0, slash)) : undefined;
  const name = model.slice(slash + 1);
  if (provider === undefined || name === '') return null;
  return { id: model, provider, model: name, facts: configuration.modelFacts(provider, name), timeouts: {} };
}

function narrow(route: Route, options: CallOptions): Route {
  if (options.timeoutMs === null && options.latencyClass === null) return route;
  const totalMs = Math.min(route.timeouts.totalMs, options.timeoutMs ?? Number.POSITIVE_INFINITY);
  return {
    ...route,
    timeouts: { ...route.timeouts, totalMs },
    ownTotalMs: route.timeouts.totalMs,
    latencyClass: options.latencyClass ?? route.latencyClass,
  };
}

const notAllowed = (model: string) =>
  new GatewayError(
    'model_not_allowed',
    `This key may not call "${model.slice(0, 200)}". Whoever issued the key can add it to the key's models.`,
    { param: 'model' },
  );

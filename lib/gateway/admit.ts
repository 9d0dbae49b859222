import type { Caller } from './authenticate.ts';
import type { CallOptions } from './call-options.ts';
import { type Route, routeDefaults, type Target } from './configuration.ts';
import { GatewayError } from './errors.ts';

/** A caller who may make this call, and the route it goes by. */
export interface Admission {
  readonly route: Route;
  /** False when one `provider/model` was addressed directly. */
  readonly named: boolean;
}

/**
 * Step 3: finds what `model` names and whether this key may call it. Options of the call narrow the route's settings.
 * @throws GatewayError `model_not_found`, `model_not_allowed`.
 */
export function admit(caller: Caller, model: string, options: CallOptions): Admission {
  const { configuration, key } = caller;
  const route = configuration.routes.get(model);
  const allowed = key.models === null ? route !== undefined : key.models.has(model);
  if (route !== undefined) {
    if (!allowed) throw notAllowed(model);
    return { route: narrow(route, options), named: true };
  }
  const target = directTarget(caller, model);
  if (target === null)
    throw new GatewayError(
      'model_not_found',
      `No route or provider/model is called "${model.slice(0, 200)}".`,
      {
        param: 'model',
      },
    );
  if (!allowed) throw notAllowed(model);
  return {
    route: narrow({ ...routeDefaults, id: model, name: model, targets: [target] }, options),
    named: false,
  };
}

function directTarget({ configuration }: Caller, model: string): Target | null {
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
    latencyClass: options.latencyClass ?? route.latencyClass,
  };
}

const notAllowed = (model: string) =>
  new GatewayError(
    'model_not_allowed',
    `This key may not call "${model.slice(0, 200)}". Whoever issued the key can add it to the key's models.`,
    { param: 'model' },
  );

import type { ConfigurationRows } from '#db/stores/configuration-rows.ts';
import { nanoUsdPerMillion as nanoUsd } from '#lib/catalogue/nano-usd-per-million.ts';
import {
  type Configuration,
  type Provider,
  type Route,
  routeDefaults,
  type Target,
  type Timeouts,
} from '#lib/gateway/configuration.ts';
import { type ExpandedTarget, targetExpander } from './expand-targets.ts';
import { type RouteSettings, routeSettings, type TargetList, type TimeoutSettings } from './schema/route.ts';

interface Building {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly modelFacts: Configuration['modelFacts'];
  readonly problems: string[];
}

/** Resolves every route. A target whose provider is missing is left out; so is a route that none remains of. */
export function buildRoutes(rows: ConfigurationRows['routes'], building: Building): Map<string, Route> {
  const known = rows.flatMap(({ id, name, settings }) => {
    const parsed = routeSettings.safeParse(settings);
    if (parsed.success) return [{ id, name, settings: parsed.data }];
    building.problems.push(`Route ${name} is not served: this version does not know its settings.`);
    return [];
  });
  const expand = targetExpander(new Map(known.map(({ name, settings }) => [name, settings])));
  const makeTarget = targetMaker(building);
  const routes = new Map<string, Route>();
  for (const { id, name, settings } of known) {
    const made = (list: TargetList) => expand(name, list).flatMap((target) => makeTarget(name, target));
    const targets = made('targets');
    if (targets.length > 0) {
      routes.set(name, {
        ...resolveRoute(settings),
        id,
        name,
        targets,
        contextWindowFallbacks: made('context_window_fallbacks'),
        contentPolicyFallbacks: made('content_policy_fallbacks'),
      });
    } else building.problems.push(`Route ${name} is not served: it has no target left.`);
  }
  return routes;
}

/** What of a route does not depend on others. */
type RouteLimits = Omit<
  Route,
  'id' | 'name' | 'targets' | 'contextWindowFallbacks' | 'contentPolicyFallbacks'
>;

/** A route's settings with the documented defaults where it says nothing. */
function resolveRoute(settings: RouteSettings): RouteLimits {
  const { breaker = {} } = settings;
  const defaults = routeDefaults.breaker;
  return {
    latencyClass: settings.latency_class ?? routeDefaults.latencyClass,
    numRetries: settings.num_retries ?? routeDefaults.numRetries,
    timeouts: { ...routeDefaults.timeouts, ...timeoutsOf(settings.timeouts) },
    setTimeouts: namesOf(timeoutsOf(settings.timeouts)),
    breaker: {
      consecutiveFailures: breaker.consecutive_failures ?? defaults.consecutiveFailures,
      failureRate: breaker.failure_rate ?? defaults.failureRate,
      minimumRequests: breaker.minimum_requests ?? defaults.minimumRequests,
      windowMs: breaker.window_ms ?? defaults.windowMs,
      cooldownMs: breaker.cooldown_ms ?? defaults.cooldownMs,
      maxCooldownMs: breaker.max_cooldown_ms ?? defaults.maxCooldownMs,
    },
    maxRetryAfterMs: settings.max_retry_after_ms ?? routeDefaults.maxRetryAfterMs,
    rescueAuthenticationFailures:
      settings.rescue_authentication_failures ?? routeDefaults.rescueAuthenticationFailures,
    onStatusCodes: settings.on_status_codes ? new Set(settings.on_status_codes) : routeDefaults.onStatusCodes,
    streamRecovery: settings.stream_recovery ?? routeDefaults.streamRecovery,
    recoveryMaxCostNanoUsd:
      settings.recovery_max_cost_usd === undefined
        ? routeDefaults.recoveryMaxCostNanoUsd
        : nanoUsd(settings.recovery_max_cost_usd),
    streamChunking: settings.stream_chunking ?? routeDefaults.streamChunking,
  };
}

const namesOf = (limits: Partial<Timeouts>): ReadonlySet<keyof Timeouts> =>
  new Set(Object.keys(limits) as (keyof Timeouts)[]);

/** Only the limits that are written. */
export function timeoutsOf(settings: TimeoutSettings = {}): Partial<Timeouts> {
  const { connect_ms, first_token_ms, idle_ms, response_ms, total_ms } = settings;
  return {
    ...(connect_ms === undefined ? {} : { connectMs: connect_ms }),
    ...(first_token_ms === undefined ? {} : { firstTokenMs: first_token_ms }),
    ...(idle_ms === undefined ? {} : { idleMs: idle_ms }),
    ...(response_ms === undefined ? {} : { responseMs: response_ms }),
    ...(total_ms === undefined ? {} : { totalMs: total_ms }),
  };
}

/** Makes targets, each once however many routes name it: a thousand routes share a few dozen models. */
function targetMaker({ providers, modelFacts, problems }: Building) {
  const made = new Map<string, Target>();
  return (route: string, { provider: providerName, model, timeouts }: ExpandedTarget): Target[] => {
    const id = `${providerName}/${model}`;
    const key = timeouts === undefined ? id : `${id} ${JSON.stringify(timeouts)}`;
    const known = made.get(key);
    if (known) return [known];
    const provider = providers.get(providerName);
    if (provider === undefined) {
      problems.push(`Route ${route} goes on without ${id}: there is no such provider.`);
      return [];
    }
    const target = {
      id,
      provider,
      model,
      facts: modelFacts(provider, model),
      timeouts: timeoutsOf(timeouts),
    };
    made.set(key, target);
    return [target];
  };
}

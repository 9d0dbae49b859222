import type { Configuration } from '#lib/gateway/configuration.ts';

/** Targets (`provider/model`) that a request may reach: those that routes name, and those that keys name themselves. */
export function callableTargets(configuration: Configuration): ReadonlySet<string> {
  const routes = [...configuration.routes.values()];
  const named = [...configuration.keys.values()].flatMap(({ models }) => [...(models ?? [])]);
  return new Set([
    ...routes.flatMap(({ targets, contextWindowFallbacks, contentPolicyFallbacks }) =>
      [...targets, ...contextWindowFallbacks, ...contentPolicyFallbacks].map(({ id }) => id),
    ),
    ...named.filter((name) => configuration.providers.has(name.slice(0, name.indexOf('/')))),
  ]);
}

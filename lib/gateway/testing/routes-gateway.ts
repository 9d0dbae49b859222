import { type Configuration, routeDefaults, type Target } from '../configuration.ts';
import { failures } from './route-gateway.ts';
import { createTestGateway, testConfiguration, wholeAnswer } from './test-gateway.ts';

/** Routes by name, all their targets' providers, and a key that may call `callable` (null = every route). */
export function routesOf(
  routes: Record<string, readonly Target[]>,
  callable: readonly string[] | null = null,
): Configuration {
  const targets = Object.values(routes).flat();
  const key = { models: callable === null ? null : new Set(callable) };
  return {
    ...testConfiguration(targets, { key }),
    routes: new Map(
      Object.entries(routes).map(([name, list]) => [
        name,
        { ...routeDefaults, id: `route_${name}`, name, targets: list, numRetries: 0 },
      ]),
    ),
  };
}

/** Every provider of the configuration answers, but those named here are failures.overloaded. */
export function gatewayOf(configuration: Configuration, ...down: string[]) {
  const gateway = createTestGateway(configuration);
  for (const name of configuration.providers.keys())
    gateway.transport.script(`${name}.test`, down.includes(name) ? failures.overloaded : wholeAnswer('Hi'));
  const order = () => gateway.transport.calls.map(({ request }) => new URL(request.url).host.split('.')[0]);
  return { ...gateway, order };
}

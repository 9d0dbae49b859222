import type { Configuration, Provider } from '../configuration.ts';
import { createTestGateway, testTarget } from './test-gateway.ts';

/** What a provider says to a check when all is well. */
export const models = { status: 200, body: '{"object":"list","data":[]}' };

/** The core with its background health checks, which the test starts. */
export function createCheckedGateway(configuration: Configuration | null) {
  const gateway = createTestGateway(configuration);
  const { transport, core, healthEvents } = gateway;
  return {
    ...gateway,
    checker: core.healthChecker,
    /** Hosts in the order in which they were called. */
    hosts: () => transport.calls.map(({ request }) => new URL(request.url).host),
    /** How often a provider was asked for its models. */
    checksOf: (name: string) =>
      transport.callsTo(`${name}.test`).filter(({ request }) => request.method === 'GET').length,
    states: () => core.health.checks.snapshot().map(({ provider, state }) => `${provider} ${state}`),
    events: () => healthEvents.map(({ type, provider }) => `${type} ${provider}`),
  };
}

/** A credential of this name with a secret of its own. */
export const credential = (name: string, secret = `secret-${name}`) => ({
  id: `cred_${name}`,
  name,
  secret,
  weight: 1,
  rpm: null,
  tpm: null,
});

/** The target `name/model`, whose provider differs from the usual one in these parts. */
export function targetOf(name: string, parts: Partial<Provider>) {
  const target = testTarget(name);
  return { ...target, provider: { ...target.provider, ...parts } };
}

import type { Provider } from '../configuration.ts';
import type { GatewayPorts } from '../ports.ts';
import type { CheckEntry, Finding } from './check-entry.ts';

/** Tells of providers that cannot be reached, and that can again, once per change. */
export interface EndpointNews {
  /** Counts what a check says about the way to its provider. */
  count(entry: CheckEntry, result: Finding): void;
  /** Ends what was told of providers that are no longer checked. */
  retain(entries: Iterable<CheckEntry>): void;
}

interface Outage {
  readonly provider: Provider;
  /** Of the first failed check, Unix milliseconds. */
  readonly since: number;
  failures: number;
}

/** One failed connection may be a chance. */
const failuresToTell = 2;

/** The news of one process. */
export function createEndpointNews(ports: Pick<GatewayPorts, 'clock' | 'healthChanged'>): EndpointNews {
  /** By provider id. */
  const outages = new Map<string, Outage>();

  const tell = (type: 'endpoint_unreachable' | 'endpoint_reachable', outage: Outage, reason: string) => {
    const { provider, since } = outage;
    ports.healthChanged({ type, providerId: provider.id, provider: provider.name, since, reason });
  };
  const fail = (provider: Provider, reason: string) => {
    const outage = outages.get(provider.id) ?? { provider, since: ports.clock.now(), failures: 0 };
    outages.set(provider.id, outage);
    outage.failures += 1;
    if (outage.failures === failuresToTell) tell('endpoint_unreachable', outage, reason);
  };
  const end = (id: string, reason: string) => {
    const outage = outages.get(id);
    outages.delete(id);
    if (outage !== undefined && outage.failures >= failuresToTell) tell('endpoint_reachable', outage, reason);
  };

  return {
    count({ planned }, result) {
      const providers = new Set(planned.subjects.map(({ provider }) => provider));
      for (const provider of providers)
        if (result.type === 'unreachable') fail(provider, result.error.message);
        else end(provider.id, 'The provider answers again.');
    },
    retain(entries) {
      const checked = new Set<string>();
      for (const { planned } of entries)
        for (const { provider } of planned.subjects) checked.add(provider.id);
      for (const id of outages.keys()) if (!checked.has(id)) end(id, 'No route uses it any more.');
    },
  };
}

import type { Adapter } from '../adapters/adapter.ts';
import { findAdapter } from '../adapters/index.ts';
import type { BreakerSettings, Configuration, Credential, Provider, Target } from '../configuration.ts';

/** A credential and the provider whose pool it is in. */
export interface Subject {
  readonly provider: Provider;
  readonly credential: Credential;
}

/** One call that is made again and again: an address and a secret, whoever shares them. */
export interface PlannedCheck {
  readonly adapter: Adapter;
  /** In the order of the configuration; never empty. */
  readonly subjects: readonly [Subject, ...Subject[]];
  /** Breaker settings by target, of every target that this call says something about. */
  readonly targets: ReadonlyMap<string, BreakerSettings>;
  /** The longest that any target of it allows, in milliseconds: nobody is called unreachable sooner than a request would. */
  readonly connectTimeoutMs: number;
}

/** What the routes name of one provider. */
interface Named {
  readonly provider: Provider;
  readonly targets: Map<string, BreakerSettings>;
  connectTimeoutMs: number;
}

/** Every check that this configuration calls for, by a key that stays the same as long as what is called does. */
export function plannedChecks(configuration: Configuration): ReadonlyMap<string, PlannedCheck> {
  const checks = new Map<string, PlannedCheck>();
  for (const named of namedProviders(configuration)) {
    const adapter = findAdapter(named.provider.adapter);
    if (adapter === undefined || named.provider.healthCheck === false) continue;
    for (const credential of named.provider.credentials) {
      const key = keyOf(named.provider, credential);
      checks.set(key, joined(checks.get(key), { adapter, credential, named }));
    }
  }
  return checks;
}

/** A provider that no route names has no traffic to protect. */
function namedProviders({ routes }: Configuration): Iterable<Named> {
  const named = new Map<string, Named>();
  for (const route of routes.values())
    for (const target of [
      ...route.targets,
      ...route.contextWindowFallbacks,
      ...route.contentPolicyFallbacks,
    ]) {
      const entry = named.get(target.provider.id) ?? emptyEntry(target);
      named.set(target.provider.id, entry);
      // Of several routes with the same target the first one's settings judge its circuit.
      if (!entry.targets.has(target.id)) entry.targets.set(target.id, route.breaker);
      const connectMs = target.timeouts.connectMs ?? route.timeouts.connectMs;
      entry.connectTimeoutMs = Math.max(entry.connectTimeoutMs, connectMs);
    }
  return named.values();
}

const emptyEntry = ({ provider }: Target): Named => ({ provider, targets: new Map(), connectTimeoutMs: 0 });

/** Kept in memory only, like the secret in it. */
function keyOf({ adapter, baseUrl, allowPrivateNetwork }: Provider, { secret }: Credential): string {
  return JSON.stringify([adapter, baseUrl, allowPrivateNetwork, secret]);
}

function joined(
  known: PlannedCheck | undefined,
  { adapter, credential, named }: { adapter: Adapter; credential: Credential; named: Named },
): PlannedCheck {
  const subject: Subject = { provider: named.provider, credential };
  if (known === undefined)
    return {
      adapter,
      subjects: [subject],
      targets: named.targets,
      connectTimeoutMs: named.connectTimeoutMs,
    };
  return {
    adapter,
    subjects: [...known.subjects, subject],
    targets: new Map([...known.targets, ...named.targets]),
    connectTimeoutMs: Math.max(known.connectTimeoutMs, named.connectTimeoutMs),
  };
}

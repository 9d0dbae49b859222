import type { ConfigurationRows, KeyRow } from '#db/stores/configuration-rows.ts';
import type { Configuration, VirtualKey } from '#lib/gateway/configuration.ts';
import type { BuildContext } from './build-context.ts';
import { buildModelFacts } from './build-model-facts.ts';
import { buildProviders } from './build-providers.ts';
import { buildRoutes } from './build-routes.ts';

/** A configuration ready to serve, and what of the stored one could not be used. */
export interface BuiltConfiguration {
  readonly configuration: Configuration;
  /** Sentences for the log and for `degraded`; they hold no secret. */
  readonly problems: readonly string[];
}

/**
 * Turns the stored configuration into the one the core serves from: defaults filled in, `route:` expanded, prices and
 * limits looked up, secrets opened. What cannot be used is left out and told, so that one broken row stops nothing else.
 */
export function buildConfiguration(rows: ConfigurationRows, context: BuildContext): BuiltConfiguration {
  const problems: string[] = [];
  const providers = buildProviders(rows.providers, { context, problems });
  const modelFacts = buildModelFacts(rows.modelOverrides, problems);
  const routes = buildRoutes(rows.routes, { providers, modelFacts, problems });
  const keys = new Map(rows.keys.map((row) => [row.secretHash, keyOf(row)]));
  return { configuration: { version: rows.version, providers, routes, keys, modelFacts }, problems };
}

function keyOf(row: KeyRow): VirtualKey {
  return {
    id: row.id,
    name: row.name,
    team: row.team,
    models: row.models === null ? null : new Set(row.models),
    expiresAtMs: row.expiresAt?.getTime() ?? null,
    tags: row.tags,
  };
}

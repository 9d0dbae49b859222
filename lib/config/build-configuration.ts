import type { ConfigurationRows, OrganisationRow } from '#db/stores/configuration-rows.ts';
import type { Configuration, Organisation } from '#lib/gateway/configuration.ts';
import type { BuildContext } from './build-context.ts';
import { buildKeys } from './build-keys.ts';
import { budgetsOf, readLimits } from './build-limits.ts';
import { buildModelFacts } from './build-model-facts.ts';
import { buildProviders } from './build-providers.ts';
import { buildRoutes } from './build-routes.ts';
import { organisationLimits } from './schema/limits.ts';

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
  const keys = buildKeys(rows, problems);
  const { version } = rows;
  const organisation = rows.organisation && organisationOf(rows.organisation, problems);
  const configuration = {
    version,
    providers,
    routes,
    keys,
    modelFacts,
    ...(organisation && { organisation }),
  };
  return { configuration, problems };
}

function organisationOf({ timeZone, limits }: OrganisationRow, problems: string[]): Organisation {
  const settings = readLimits(organisationLimits, limits);
  if (settings === null) problems.push('The organisation has a budget that this version does not know.');
  const budgets = budgetsOf({ scope: 'organisation', id: '', name: '' }, settings?.budget);
  return { timeZone, budgets };
}

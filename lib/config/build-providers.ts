import type { ProviderRow } from '#db/stores/configuration-rows.ts';
import { findAdapter } from '#lib/gateway/adapters/index.ts';
import type { Credential, Provider } from '#lib/gateway/configuration.ts';
import type { BuildContext } from './build-context.ts';
import { budgetsOf, readLimits } from './build-limits.ts';
import { credentialContext, effectiveBaseUrl } from './credential-context.ts';
import { simulatorScenario } from './provider-address.ts';
import { providerLimits } from './schema/limits.ts';

interface Building {
  readonly context: BuildContext;
  readonly problems: string[];
}

/** Opens every provider's pool and settles its address. A secret that does not open is left out; the others go on. */
export function buildProviders(rows: readonly ProviderRow[], building: Building): Map<string, Provider> {
  const providers = new Map<string, Provider>();
  for (const row of rows) {
    const limits = readLimits(providerLimits, row.limits);
    if (!findAdapter(row.adapter)) {
      building.problems.push(`Provider ${row.name} is not served: there is no adapter "${row.adapter}".`);
    } else if (limits === null) {
      building.problems.push(`Provider ${row.name} is not served: this version does not know its budget.`);
    } else {
      const budgets = budgetsOf({ scope: 'provider', id: row.id, name: row.name }, limits.budget);
      providers.set(row.name, { ...providerOf(row, building), ...(budgets.length === 0 ? {} : { budgets }) });
    }
  }
  return providers;
}

function providerOf(row: ProviderRow, building: Building): Provider {
  const written = effectiveBaseUrl(row);
  const scenario = simulatorScenario(written);
  const { simulatorOrigin } = building.context;
  return {
    id: row.id,
    name: row.name,
    adapter: row.adapter,
    baseUrl: scenario === null ? written : `${simulatorOrigin}/${scenario}/openai/v1`,
    allowPrivateNetwork: row.allowPrivateNetwork || scenario !== null,
    simulated: row.simulated,
    healthCheck: row.healthCheck,
    credentials: openPool(row, building),
  };
}

function openPool(row: ProviderRow, { context, problems }: Building): Credential[] {
  return row.credentials.flatMap(({ id, name, weight, rpm, tpm, sealedSecret }) => {
    try {
      const secret = context.openCredential(sealedSecret, credentialContext(id, row));
      return [{ id, name, secret, weight, rpm, tpm }];
    } catch (error) {
      const why = error instanceof Error ? error.message : 'it could not be opened';
      problems.push(`Credential ${name} of provider ${row.name} is not used: ${why}`);
      return [];
    }
  });
}

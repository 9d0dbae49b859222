import { buildConfiguration } from '#lib/config/build-configuration.ts';
import { checkDocument } from '#lib/config/check-document.ts';
import type { ConfigDocument } from '#lib/config/schema.ts';
import { parseTarget } from '#lib/config/target-text.ts';
import type { Configuration, VirtualKey } from '#lib/gateway/configuration.ts';
import type { RowSetup } from '../build-setup.ts';

const then = new Date(0);

/** The configuration a gateway would serve had the row's file been applied: the same checks, the same defaults. */
export function scriptedConfiguration(setup: RowSetup, namesTargets: boolean): Configuration {
  const { providers, models, routes } = setup;
  const { document, problems } = checkDocument({ version: 1, providers, models, routes });
  if (document === null)
    throw new Error(problems.map(({ path, message }) => `${path.join('.')} ${message}`).join('\n'));
  const built = buildConfiguration(
    { version: 1, ...rowsOf(document), organisation: null, teams: [], keys: [] },
    { openCredential: (secret) => secret, simulatorOrigin: 'http://unused.test' },
  );
  if (built.problems.length > 0) throw new Error(built.problems.join('\n'));
  const callable = namesTargets ? new Set(setup.targets) : null;
  const key: VirtualKey = {
    id: 'vk_1',
    name: 'faults',
    team: null,
    models: callable,
    expiresAtMs: null,
    tags: {},
  };
  return { ...built.configuration, keys: new Map([['hash of good-key', key]]) };
}

function rowsOf({ providers = {}, models = {}, routes = {} }: ConfigDocument) {
  const times = { createdAt: then, updatedAt: then };
  return {
    providers: Object.entries(providers).map(([name, entry]) => ({
      id: `prov_${name}`,
      name,
      adapter: entry.adapter,
      baseUrl: entry.base_url ?? null,
      allowPrivateNetwork: entry.allow_private_network ?? false,
      simulated: false,
      healthCheck: entry.health_check ?? true,
      limits: null,
      ...times,
      credentials: (entry.credentials ?? []).map(({ weight = 1, rpm = null, tpm = null, ...credential }) => ({
        id: `cred_${name}_${credential.name}`,
        providerId: `prov_${name}`,
        name: credential.name,
        sealedSecret: credential.secret,
        hint: '',
        createdAt: then,
        rotatedAt: then,
        ...{ weight, rpm, tpm },
      })),
    })),
    modelOverrides: Object.entries(models).flatMap(([id, settings]) => {
      const target = parseTarget(id);
      return target?.kind === 'model'
        ? [{ providerName: target.provider, model: target.model, settings }]
        : [];
    }),
    routes: Object.entries(routes).map(([name, settings]) => ({
      id: `route_${name}`,
      name,
      settings,
      simulated: false,
      ...times,
    })),
  };
}

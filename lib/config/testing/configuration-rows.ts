import type { ConfigurationRows, KeyRow, ProviderRow } from '#db/stores/configuration-rows.ts';
import { buildConfiguration } from '../build-configuration.ts';
import type { BuildContext } from '../build-context.ts';

/** When every row was made. */
export const at = new Date('2026-11-21T12:00:00Z');

/** A provider with one credential, unless the test says otherwise. */
export function providerRow(name: string, more: Partial<ProviderRow> = {}): ProviderRow {
  return {
    id: `prov_${name}`,
    name,
    adapter: 'openai',
    baseUrl: null,
    allowPrivateNetwork: false,
    simulated: false,
    limits: null,
    healthCheck: true,
    createdAt: at,
    updatedAt: at,
    credentials: [credentialRow(name, 'a')],
    ...more,
  };
}

/** A sealed credential of weight 2. */
export function credentialRow(provider: string, name: string): ProviderRow['credentials'][number] {
  return {
    id: `cred_${provider}_${name}`,
    providerId: `prov_${provider}`,
    name,
    sealedSecret: `sealed ${name}`,
    hint: '',
    weight: 2,
    rpm: null,
    tpm: null,
    createdAt: at,
    rotatedAt: at,
  };
}

/** A route by what is stored of it. */
export function routeRow(name: string, settings: unknown): ConfigurationRows['routes'][number] {
  return { id: `route_${name}`, name, settings, simulated: false, createdAt: at, updatedAt: at };
}

/** A key that may do everything. */
export function keyRow(name: string, more: Partial<KeyRow> = {}): KeyRow {
  return {
    id: `vk_${name}`,
    name,
    secretHash: `hash ${name}`,
    hint: '',
    teamId: null,
    team: null,
    models: null,
    tags: {},
    limits: null,
    origin: 'console',
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    createdBy: null,
    createdAt: at,
    ...more,
  };
}

/** Opens secrets in a way that shows what they were opened for. */
const context: BuildContext = {
  openCredential: (sealed, { recordId, baseUrl }) => `${sealed} of ${recordId} for ${baseUrl}`,
  simulatorOrigin: 'http://127.0.0.1:4000',
};

/** Builds what is served from rows of which a test writes only what it is about. */
export function build(rows: Partial<ConfigurationRows>, more: Partial<BuildContext> = {}) {
  return buildConfiguration(
    {
      version: 7,
      organisation: null,
      providers: [],
      modelOverrides: [],
      routes: [],
      teams: [],
      keys: [],
      ...rows,
    },
    { ...context, ...more },
  );
}

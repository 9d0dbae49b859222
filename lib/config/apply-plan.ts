import type { Queryable } from '#db/client.ts';
import type { MasterKey } from '#lib/credentials/master-key.ts';
import { openSecret } from '#lib/credentials/seal.ts';
import { hashVirtualKey } from '#lib/credentials/virtual-key.ts';
import { ConfigRejected } from './config-rejected.ts';
import { credentialContext } from './credential-context.ts';
import {
  type CurrentState,
  loadCurrentState,
  loadKeys,
  type StoredKey,
  type StoredProvider,
} from './current-state.ts';
import { checkAgainst, completeDocument } from './desired-state.ts';
import { diffPaths, type PathChange } from './diff.ts';
import { planKeys } from './plan-keys.ts';
import type { ProviderSettings } from './schema/provider.ts';
import type { ConfigDocument } from './schema.ts';
import { providerEntry, stateDocument } from './state-document.ts';
import { withTimeZone } from './write-organisation.ts';

/** What seals provider secrets and hashes virtual keys. */
export interface ConfigSecrets {
  readonly masterKey: MasterKey;
  readonly pepper: Uint8Array;
}

/** What applying a document would do, worked out against the database as it is. */
export interface ApplyPlan {
  readonly document: ConfigDocument;
  /** The document with the sections that it leaves out as the database has them; virtual keys excepted. */
  readonly complete: ConfigDocument;
  readonly state: CurrentState;
  readonly keys: ReadonlyMap<string, StoredKey>;
  readonly changes: readonly PathChange[];
  /** What the document asks for and is not done, in sentences. */
  readonly notices: readonly string[];
}

/**
 * Compares a document with the database. Only the sections it has are looked at.
 * @throws ConfigRejected when the two cannot go together.
 */
export async function planApply(
  tx: Queryable,
  document: ConfigDocument,
  { masterKey, pepper }: ConfigSecrets,
): Promise<ApplyPlan> {
  const state = await loadCurrentState(tx);
  const keys = await loadKeys(tx);
  const complete = completeDocument(document, state);
  const forKeys = planKeys({
    document,
    keys,
    teams: state.teams,
    hash: (secret) => hashVirtualKey(pepper, secret),
  });
  const problems = [...checkAgainst(complete, document), ...forKeys.problems];
  if (problems.length > 0) throw new ConfigRejected(problems);

  const stored = stateDocument(state);
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  if (document.organisation) {
    before.organisation = stored.organisation;
    after.organisation = withTimeZone(document.organisation, state.timeZone);
  }
  if (document.providers) {
    before.providers = mapEntries(state.providers, (provider) => openedEntry(provider, masterKey));
    after.providers = mapEntries(new Map(Object.entries(document.providers)), withoutDefaults);
  }
  if (document.models ?? document.providers) {
    before.models = stored.models;
    after.models = complete.models;
  }
  if (document.routes) {
    before.routes = stored.routes;
    after.routes = document.routes;
  }
  const changes = diffPaths({ ...before, ...forKeys.before }, { ...after, ...forKeys.after });
  return { document, complete, state, keys, changes, notices: forKeys.notices };
}

/** With its secrets, so that they can be compared; one that cannot be opened counts as absent and is sealed anew. */
function openedEntry(provider: StoredProvider, masterKey: MasterKey): Record<string, unknown> {
  return providerEntry(provider, (name) => {
    const credential = provider.credentials.find((each) => each.name === name);
    if (!credential) return undefined;
    try {
      return openSecret(masterKey, credential.sealedSecret, credentialContext(credential.id, provider.row));
    } catch {
      return undefined;
    }
  });
}

/** In the form that the database's own entry has: defaults left out. */
function withoutDefaults(settings: ProviderSettings): Record<string, unknown> {
  const { allow_private_network: allowed, health_check: checked, credentials = [], ...rest } = settings;
  const pool = credentials.map(({ weight = 1, ...each }) => (weight === 1 ? each : { ...each, weight }));
  return {
    ...rest,
    ...(allowed === true ? { allow_private_network: true } : {}),
    ...(checked === false ? { health_check: false } : {}),
    ...(pool.length === 0 ? {} : { credentials: pool }),
  };
}

function mapEntries<Value, Entry>(
  map: ReadonlyMap<string, Value>,
  entry: (value: Value) => Entry,
): Record<string, Entry> {
  return Object.fromEntries([...map].map(([name, value]) => [name, entry(value)]));
}

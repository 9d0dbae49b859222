import type { MasterKey } from '#lib/credentials/master-key.ts';
import { openSecret } from '#lib/credentials/seal.ts';
import { isMapping } from './canonical-json.ts';
import { credentialContext, effectiveBaseUrl } from './credential-context.ts';
import type { CurrentState } from './current-state.ts';
import type { ConfigPath, DocumentProblem } from './problem.ts';
import { normaliseBaseUrl } from './provider-address.ts';
import { secretPlaceholders } from './secret-placeholders.ts';

/** What stands behind a document that someone sends to a running installation. */
export interface StoredSecrets {
  readonly state: CurrentState;
  readonly masterKey: MasterKey;
}

/** A document with the secrets that it leaves out. Holds secrets: never log it. */
export interface KeptSecrets {
  readonly data: Record<string, unknown>;
  readonly problems: readonly DocumentProblem[];
}

/** A reference to the environment, which a document that is sent may not read. */
const reference = /^\$\{[^}]*\}$/;

/**
 * Puts the stored secret where a credential of a document has none, or has the placeholder that stands for it in every version, so
 * that the configuration in force can be read, edited and sent back. Other references stay closed: who may change the configuration
 * may not read this process's environment by it. A secret never goes with its provider to another address.
 */
export function keepSecrets(document: Record<string, unknown>, stored: StoredSecrets): KeptSecrets {
  const { providers } = document;
  if (!isMapping(providers)) return { data: document, problems: [] };
  const problems: DocumentProblem[] = [];
  const entries = Object.entries(providers).map(([name, provider]) => {
    if (!isMapping(provider) || !Array.isArray(provider.credentials)) return [name, provider];
    const pool = provider.credentials.map((credential: unknown, index) => {
      if (!isMapping(credential)) return credential;
      const at: Place = {
        provider: name,
        settings: provider,
        path: ['providers', name, 'credentials', index, 'secret'],
      };
      const { secret, problem } = secretOf(credential, at, stored);
      if (problem !== null) problems.push({ path: at.path, message: problem, suggestion: null });
      return secret === undefined ? credential : { ...credential, secret };
    });
    return [name, { ...provider, credentials: pool }];
  });
  return { data: { ...document, providers: Object.fromEntries(entries) }, problems };
}

interface Place {
  /** The provider's name. */
  readonly provider: string;
  readonly settings: Record<string, unknown>;
  readonly path: ConfigPath;
}

interface Found {
  /** Undefined = as the document has it. */
  readonly secret?: string;
  readonly problem: string | null;
}

function secretOf(
  credential: Record<string, unknown>,
  at: Place,
  { state, masterKey }: StoredSecrets,
): Found {
  const { name, secret } = credential;
  const isReference = typeof secret === 'string' && reference.test(secret);
  if ((secret !== undefined && !isReference) || typeof name !== 'string') return { problem: null };
  const provider = state.providers.get(at.provider);
  const before = provider?.credentials.find((each) => each.name === name);
  if (isReference && secret !== secretPlaceholders(state)(at.provider)(name)) {
    return { problem: 'names a variable, which is only read in a file: give the secret itself' };
  }
  if (provider === undefined || before === undefined) return { problem: 'is required: none is stored' };
  const { adapter, base_url: baseUrl } = at.settings;
  const address = effectiveBaseUrl({
    adapter: String(adapter),
    baseUrl: typeof baseUrl === 'string' ? normaliseBaseUrl(baseUrl) : null,
  });
  const given = effectiveBaseUrl(provider.row);
  if (address !== given) return { problem: `was given for ${given}: a new address asks for it again` };
  try {
    const context = credentialContext(before.id, provider.row);
    return { secret: openSecret(masterKey, before.sealedSecret, context), problem: null };
  } catch {
    return { problem: 'is stored and cannot be opened: give it again' };
  }
}

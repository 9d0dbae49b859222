import type { Queryable } from '#db/client.ts';
import { ConsoleError } from '../error/console-error.ts';
import { readProvider } from './read-providers.ts';
import type { CredentialItem, ProviderItem } from './schema.ts';

/** A credential of a provider, as both stand in a path. */
export interface CredentialPath {
  readonly id: string;
  readonly credential_id: string;
}

/** @throws ConsoleError `not_found`. */
export async function findCredential(
  tx: Queryable,
  path: CredentialPath,
  nowMs: number,
): Promise<{ provider: ProviderItem; credential: CredentialItem }> {
  const provider = await readProvider(tx, path.id, nowMs);
  const credential = provider.credentials.find((each) => each.id === path.credential_id);
  if (!credential) {
    throw new ConsoleError('not_found', `${provider.name} has no credential ${path.credential_id}.`);
  }
  return { provider, credential };
}

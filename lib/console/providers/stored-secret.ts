import { eq } from 'drizzle-orm';
import { credential, provider } from '#db/schema/index.ts';
import { credentialContext, effectiveBaseUrl } from '../../config/credential-context.ts';
import { openSecret, SealError } from '../../credentials/seal.ts';
import type { ConsoleContext } from '../context.ts';
import { invalidField } from '../error/console-error.ts';

/** For which address a stored secret is wanted. */
export interface SecretWanted {
  readonly credentialId: string;
  readonly adapter: string;
  readonly effectiveBaseUrl: string;
}

/**
 * Opens a stored secret for the address that it was given for. An operator who may edit providers could otherwise have
 * it sent to a server of their own.
 * @throws ConsoleError `invalid` when there is none, the address is another one, or it cannot be opened.
 */
export async function openStoredSecret(ctx: ConsoleContext, wanted: SecretWanted): Promise<string> {
  const [row] = await ctx.db
    .select()
    .from(credential)
    .innerJoin(provider, eq(provider.id, credential.providerId))
    .where(eq(credential.id, wanted.credentialId));
  if (!row) throw invalidField('credential_id', `There is no credential ${wanted.credentialId}.`);
  const isSameAddress = effectiveBaseUrl(row.provider) === wanted.effectiveBaseUrl;
  if (row.provider.adapter !== wanted.adapter || !isSameAddress) {
    throw invalidField('secret', 'A new base URL asks for the secret again.');
  }
  try {
    return openSecret(
      ctx.masterKey,
      row.credential.sealedSecret,
      credentialContext(row.credential.id, row.provider),
    );
  } catch (error) {
    if (error instanceof SealError) throw invalidField('secret', error.message);
    throw error;
  }
}

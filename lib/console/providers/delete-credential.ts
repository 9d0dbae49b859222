import { eq } from 'drizzle-orm';
import { credential as credentialTable } from '#db/schema/index.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { type CredentialPath, findCredential } from './find-credential.ts';
import { readProvider } from './read-providers.ts';
import type { ProviderItem } from './schema.ts';

/**
 * Takes a secret out of a provider's pool. Without any, its targets are passed over as a visible skip.
 * @throws ConsoleError `not_found`.
 */
export async function deleteCredential(ctx: ConsoleContext, input: CredentialPath): Promise<ProviderItem> {
  authorize(ctx, 'providers.write');
  return changeConfiguration(ctx, async (tx) => {
    const { provider, credential } = await findCredential(tx, input, ctx.clock.now());
    await tx.delete(credentialTable).where(eq(credentialTable.id, credential.id));
    return {
      result: await readProvider(tx, provider.id, ctx.clock.now()),
      audit: {
        action: 'credential.delete',
        subject: { id: credential.id, name: `${provider.name} / ${credential.name}` },
        detail: { provider: provider.name, hint: credential.hint, left: provider.credentials.length - 1 },
      },
      summary: `removed credential ${credential.name} from provider ${provider.name}`,
    };
  });
}

import { eq } from 'drizzle-orm';
import { credential as credentialTable } from '#db/schema/index.ts';
import { changedFields } from '../audit/changed-fields.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { type CredentialPath, findCredential } from './find-credential.ts';
import { readProvider } from './read-providers.ts';
import type { CredentialItem, ProviderItem, UpdateCredentialInput } from './schema.ts';

/**
 * Changes a credential's weight and limits. Its secret stays as it is, and is not asked for.
 * @throws ConsoleError `not_found`.
 */
export async function updateCredential(
  ctx: ConsoleContext,
  input: UpdateCredentialInput & CredentialPath,
): Promise<ProviderItem> {
  authorize(ctx, 'providers.write');
  return changeConfiguration(ctx, async (tx) => {
    const { provider, credential } = await findCredential(tx, input, ctx.clock.now());
    const before = limitsOf(credential);
    const after = {
      weight: input.weight ?? before.weight,
      rpm: input.rpm === undefined ? before.rpm : input.rpm,
      tpm: input.tpm === undefined ? before.tpm : input.tpm,
    };
    await tx.update(credentialTable).set(after).where(eq(credentialTable.id, credential.id));
    return {
      result: await readProvider(tx, provider.id, ctx.clock.now()),
      audit: {
        action: 'credential.update',
        subject: { id: credential.id, name: `${provider.name} / ${credential.name}` },
        detail: { provider: provider.name, ...changedFields(before, after) },
      },
      summary: `changed credential ${credential.name} of provider ${provider.name}`,
    };
  });
}

const limitsOf = ({ weight, rpm, tpm }: CredentialItem) => ({ weight, rpm, tpm });

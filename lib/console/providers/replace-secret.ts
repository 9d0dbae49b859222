import { eq } from 'drizzle-orm';
import { credential as credentialTable } from '#db/schema/index.ts';
import { resolveAlerts } from '#db/stores/alerts.ts';
import { actorName } from '../../auth/actor.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { type CredentialPath, findCredential } from './find-credential.ts';
import { endpointOf } from './provider-address.ts';
import { readProvider } from './read-providers.ts';
import type { ProviderItem, ReplaceSecretInput } from './schema.ts';
import { sealedColumns } from './seal-credential.ts';

/**
 * Replaces a credential's secret. Gateways use the new one within a second; the old one is gone.
 * @throws ConsoleError `not_found`.
 */
export async function replaceSecret(
  ctx: ConsoleContext,
  input: ReplaceSecretInput & CredentialPath,
): Promise<ProviderItem> {
  authorize(ctx, 'providers.write');
  return changeConfiguration(ctx, async (tx) => {
    const { provider, credential } = await findCredential(tx, input, ctx.clock.now());
    const columns = sealedColumns(ctx, {
      id: credential.id,
      secret: input.secret,
      provider: endpointOf(provider),
    });
    await tx.update(credentialTable).set(columns).where(eq(credentialTable.id, credential.id));
    await resolveAlerts(tx, {
      kinds: ['credential_refused', 'credential_out_of_quota'],
      subject: `${provider.name}/${credential.name}`,
      by: actorName(ctx.actor),
    });
    return {
      result: await readProvider(tx, provider.id, ctx.clock.now()),
      audit: {
        action: 'credential.replace_secret',
        subject: { id: credential.id, name: `${provider.name} / ${credential.name}` },
        detail: { provider: provider.name, hint: { before: credential.hint, after: columns.hint } },
      },
      summary: `replaced the secret of credential ${credential.name} of provider ${provider.name}`,
    };
  });
}

import { credential } from '#db/schema/index.ts';
import { newId } from '../../gateway/new-id.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { onDuplicate } from '../error/on-duplicate.ts';
import { endpointOf } from './provider-address.ts';
import { readProvider } from './read-providers.ts';
import type { AddCredentialInput, ProviderItem } from './schema.ts';
import { sealedColumns } from './seal-credential.ts';

/**
 * Adds a secret to a provider's pool.
 * @throws ConsoleError `not_found`, or `conflict` when the pool has one of this name.
 */
export async function addCredential(
  ctx: ConsoleContext,
  input: AddCredentialInput & { readonly id: string },
): Promise<ProviderItem> {
  authorize(ctx, 'providers.write');
  const { name, secret, weight, rpm, tpm } = input;
  const id = newId('cred');
  return changeConfiguration(ctx, async (tx) => {
    const current = await readProvider(tx, input.id, ctx.clock.now());
    const row = {
      id,
      providerId: current.id,
      name,
      weight,
      rpm,
      tpm,
      createdAt: new Date(ctx.clock.now()),
      ...sealedColumns(ctx, { id, secret, provider: endpointOf(current) }),
    };
    const taken = `${current.name} has a credential ${name} already.`;
    await onDuplicate(tx.insert(credential).values(row), 'name', taken);
    return {
      result: await readProvider(tx, current.id, ctx.clock.now()),
      audit: {
        action: 'credential.create',
        subject: { id, name: `${current.name} / ${name}` },
        detail: { provider: current.name, hint: row.hint, weight, rpm, tpm },
      },
      summary: `added credential ${name} to provider ${current.name}`,
    };
  });
}

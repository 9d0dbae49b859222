import { credential, provider } from '#db/schema/index.ts';
import { newId } from '../../gateway/new-id.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { invalidField } from '../error/console-error.ts';
import { onDuplicate } from '../error/on-duplicate.ts';
import { changedLimits } from '../limits/limit-fields.ts';
import { checkAddress, endpointOf } from './provider-address.ts';
import { readProvider } from './read-providers.ts';
import type { AddCredentialInput, CreateProviderInput, ProviderItem } from './schema.ts';
import { sealedColumns } from './seal-credential.ts';

/**
 * Connects a provider, with its pool of credentials.
 * @throws ConsoleError `invalid` beside the field, `conflict` when the name is taken.
 */
export async function createProvider(ctx: ConsoleContext, input: CreateProviderInput): Promise<ProviderItem> {
  authorize(ctx, 'providers.write');
  checkAddress(input);
  assertDistinct(input.credentials);
  const { name } = input;
  const id = newId('prov');
  const now = new Date(ctx.clock.now());
  const pool = input.credentials.map((each) => {
    const credentialId = newId('cred');
    const sealed = sealedColumns(ctx, { id: credentialId, secret: each.secret, provider: endpointOf(input) });
    return {
      id: credentialId,
      providerId: id,
      name: each.name,
      weight: each.weight,
      rpm: each.rpm,
      tpm: each.tpm,
      createdAt: now,
      ...sealed,
    };
  });
  const row = {
    id,
    name,
    adapter: input.adapter,
    baseUrl: input.base_url,
    allowPrivateNetwork: input.allow_private_network,
    healthCheck: input.health_check,
    simulated: input.adapter === 'simulator',
    limits: changedLimits(null, { budget: input.budget }),
    createdAt: now,
    updatedAt: now,
  };
  return changeConfiguration(ctx, async (tx) => {
    await onDuplicate(tx.insert(provider).values(row), 'name', `There is a provider ${name} already.`);
    if (pool.length > 0) await tx.insert(credential).values(pool);
    return {
      result: await readProvider(tx, id, ctx.clock.now()),
      audit: {
        action: 'provider.create',
        subject: { id, name },
        detail: {
          adapter: row.adapter,
          base_url: row.baseUrl,
          allow_private_network: row.allowPrivateNetwork,
          health_check: row.healthCheck,
          ...(row.limits === null ? {} : row.limits),
          credentials: pool.map((each) => each.name),
        },
      },
      summary: `connected provider ${name}`,
    };
  });
}

function assertDistinct(credentials: readonly AddCredentialInput[]): void {
  const names = credentials.map((each) => each.name);
  const index = names.findIndex((name, position) => names.indexOf(name) !== position);
  if (index >= 0)
    throw invalidField(`credentials.${index}.name`, `Two credentials are called ${names[index]}.`);
}

import { eq } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { credential, modelOverride, provider } from '#db/schema/index.ts';
import type { ProviderEndpoint } from '../../config/credential-context.ts';
import { changedFields } from '../audit/changed-fields.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { ConsoleError, invalidField } from '../error/console-error.ts';
import { onDuplicate } from '../error/on-duplicate.ts';
import { changedLimits } from '../limits/limit-fields.ts';
import { assertProviderUnused } from './assert-provider-unused.ts';
import { checkAddress, endpointOf } from './provider-address.ts';
import { readProvider } from './read-providers.ts';
import type { ProviderItem, UpdateProviderInput } from './schema.ts';
import { sealedColumns } from './seal-credential.ts';

/**
 * Changes a provider. A new base URL needs every secret of the pool again: a stored secret is never sent to an address
 * that it was not given for.
 * @throws ConsoleError `not_found`; `invalid` beside the field; `conflict` when the name is taken or in use.
 */
export async function updateProvider(
  ctx: ConsoleContext,
  input: UpdateProviderInput & { readonly id: string },
): Promise<ProviderItem> {
  authorize(ctx, 'providers.write');
  const { id } = input;
  return changeConfiguration(ctx, async (tx) => {
    const current = await readProvider(tx, id, ctx.clock.now());
    const next = {
      name: input.name ?? current.name,
      base_url: input.base_url === undefined ? current.base_url : input.base_url,
      allow_private_network: input.allow_private_network ?? current.allow_private_network,
      health_check: input.health_check ?? current.health_check,
      budget: input.budget ?? current.budget,
    };
    const address = { adapter: current.adapter, ...next };
    const isSameAddress = checkAddress(address).effectiveBaseUrl === current.effective_base_url;
    if (next.name !== current.name) await rename(tx, current, next.name);
    await replaceSecrets(ctx, tx, {
      current,
      next: isSameAddress ? null : endpointOf(address),
      secrets: input.secrets,
    });
    const row = {
      name: next.name,
      baseUrl: next.base_url,
      allowPrivateNetwork: next.allow_private_network,
      healthCheck: next.health_check,
      limits: changedLimits(null, { budget: next.budget }),
      updatedAt: new Date(ctx.clock.now()),
    };
    const taken = `There is a provider ${next.name} already.`;
    await onDuplicate(tx.update(provider).set(row).where(eq(provider.id, id)), 'name', taken);
    return {
      result: await readProvider(tx, id, ctx.clock.now()),
      audit: {
        action: 'provider.update',
        subject: { id, name: next.name },
        detail: {
          ...changedFields(pick(current), next),
          ...(input.secrets && { secrets_replaced: current.credentials.map((each) => each.name) }),
        },
      },
      summary: `changed provider ${next.name}`,
    };
  });
}

const pick = ({ name, base_url, allow_private_network, health_check, budget }: ProviderItem) => ({
  name,
  base_url,
  allow_private_network,
  health_check,
  budget,
});

async function rename(tx: Transaction, current: ProviderItem, name: string): Promise<void> {
  await assertProviderUnused(tx, current, 'renamed');
  await tx
    .update(modelOverride)
    .set({ providerName: name })
    .where(eq(modelOverride.providerName, current.name));
}

interface SecretReplacement {
  readonly current: ProviderItem;
  /** Where secrets will be sent from now on; null = where they are sent already. */
  readonly next: ProviderEndpoint | null;
  readonly secrets: Readonly<Record<string, string>> | undefined;
}

async function replaceSecrets(ctx: ConsoleContext, tx: Transaction, replacement: SecretReplacement) {
  const { current, next, secrets = {} } = replacement;
  if (next === null) {
    if (replacement.secrets === undefined) return;
    throw invalidField('secrets', 'The base URL stays, so secrets stay: replace one at its credential.');
  }
  const known = new Set(current.credentials.map((each) => each.id));
  const stranger = Object.keys(secrets).find((id) => !known.has(id));
  if (stranger !== undefined)
    throw invalidField(`secrets.${stranger}`, 'This provider has no such credential.');
  const missing = current.credentials.filter((each) => secrets[each.id] === undefined);
  if (missing.length > 0) {
    const message = 'A new base URL asks for the secret again.';
    throw new ConsoleError('invalid', message, {
      issues: missing.map((each) => ({ path: `secrets.${each.id}`, message })),
    });
  }
  for (const [id, secret] of Object.entries(secrets)) {
    await tx
      .update(credential)
      .set(sealedColumns(ctx, { id, secret, provider: next }))
      .where(eq(credential.id, id));
  }
}

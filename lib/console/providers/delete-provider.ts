import { eq } from 'drizzle-orm';
import { modelOverride, provider } from '#db/schema/index.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import type { Removed } from '../list/schema.ts';
import { assertProviderUnused } from './assert-provider-unused.ts';
import { readProvider } from './read-providers.ts';

/**
 * Removes a provider that no route and no key uses, with its secrets and its models' overrides.
 * @throws ConsoleError `conflict` that names the routes and keys that do.
 */
export async function deleteProvider(ctx: ConsoleContext, input: { readonly id: string }): Promise<Removed> {
  authorize(ctx, 'providers.write');
  const { id } = input;
  return changeConfiguration(ctx, async (tx) => {
    const current = await readProvider(tx, id, ctx.clock.now());
    await assertProviderUnused(tx, current, 'removed');
    await tx.delete(modelOverride).where(eq(modelOverride.providerName, current.name));
    await tx.delete(provider).where(eq(provider.id, id));
    return {
      result: { id, removed: true },
      audit: {
        action: 'provider.delete',
        subject: { id, name: current.name },
        detail: {
          adapter: current.adapter,
          base_url: current.base_url,
          credentials: current.credentials.map((each) => each.name),
        },
      },
      summary: `removed provider ${current.name}`,
    };
  });
}

import { authorize, type ConsoleContext } from '../context.ts';
import { readProviders } from './read-providers.ts';
import type { ProviderItem } from './schema.ts';

/** Every provider, by name. */
export async function listProviders(
  ctx: ConsoleContext,
): Promise<{ items: ProviderItem[]; next_cursor: null }> {
  authorize(ctx, 'console.read');
  return { items: await readProviders(ctx.db, ctx.clock.now()), next_cursor: null };
}

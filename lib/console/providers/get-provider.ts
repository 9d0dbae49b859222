import { authorize, type ConsoleContext } from '../context.ts';
import { readProvider } from './read-providers.ts';
import type { ProviderItem } from './schema.ts';

/**
 * One provider, by its id.
 * @throws ConsoleError `not_found`.
 */
export async function getProvider(
  ctx: ConsoleContext,
  input: { readonly id: string },
): Promise<ProviderItem> {
  authorize(ctx, 'console.read');
  return readProvider(ctx.db, input.id, ctx.clock.now());
}

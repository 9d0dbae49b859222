import { eq } from 'drizzle-orm';
import { route } from '#db/schema/index.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import type { Removed } from '../list/schema.ts';
import { assertUnused } from './assert-unused.ts';
import { readRoute } from './get-route.ts';

/**
 * Removes a route that nothing else names.
 * @throws ConsoleError `conflict` that names the keys and routes that do.
 */
export async function deleteRoute(ctx: ConsoleContext, input: { readonly id: string }): Promise<Removed> {
  authorize(ctx, 'routes.write');
  const { id } = input;
  return changeConfiguration(ctx, async (tx) => {
    const current = await readRoute(tx, id);
    assertUnused(current, 'removed');
    await tx.delete(route).where(eq(route.id, id));
    return {
      result: { id, removed: true },
      audit: {
        action: 'route.delete',
        subject: { id, name: current.name },
        detail: { settings: current.settings },
      },
      summary: `removed route ${current.name}`,
    };
  });
}

import { authorize, type ConsoleContext } from '../context.ts';
import { readRoutes } from './read-routes.ts';
import type { RouteItem } from './schema.ts';

/** Every route, by name. */
export async function listRoutes(ctx: ConsoleContext): Promise<{ items: RouteItem[]; next_cursor: null }> {
  authorize(ctx, 'console.read');
  return { items: await readRoutes(ctx.db), next_cursor: null };
}
